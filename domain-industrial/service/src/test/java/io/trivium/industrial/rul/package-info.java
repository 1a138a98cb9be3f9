/** Tests. */
@NullMarked
package io.trivium.industrial.rul;

import org.jspecify.annotations.NullMarked;
