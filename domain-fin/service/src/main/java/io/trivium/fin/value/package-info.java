/** What the platform is worth to a bank: fraud stopped, reviews, and what it missed. */
@NullMarked
package io.trivium.fin.value;

import org.jspecify.annotations.NullMarked;
