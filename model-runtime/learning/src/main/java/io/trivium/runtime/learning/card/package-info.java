/** Model cards that are generated from the records, never by hand. */
@NullMarked
package io.trivium.runtime.learning.card;

import org.jspecify.annotations.NullMarked;
