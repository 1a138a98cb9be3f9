/** Training of the encoders of long histories. */
@NullMarked
package io.trivium.runtime.training.retention;

import org.jspecify.annotations.NullMarked;
