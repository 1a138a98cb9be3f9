/** Tests of the sums. */
@NullMarked
package io.trivium.med.value;

import org.jspecify.annotations.NullMarked;
