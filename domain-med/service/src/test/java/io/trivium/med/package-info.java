/** Tests of the hospital's service as a whole. */
@NullMarked
package io.trivium.med;

import org.jspecify.annotations.NullMarked;
