/** Tests of the drifts. */
@NullMarked
package io.trivium.fin.drift;

import org.jspecify.annotations.NullMarked;
