/** Tests of the sums. */
@NullMarked
package io.trivium.fin.value;

import org.jspecify.annotations.NullMarked;
