/** Tests of the sums. */
@NullMarked
package io.trivium.core.value;

import org.jspecify.annotations.NullMarked;
