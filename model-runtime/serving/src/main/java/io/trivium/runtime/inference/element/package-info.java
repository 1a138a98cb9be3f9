/** Numbers and texts of tensors as the Open Inference Protocol writes them: in JSON, in binary, and as 16-bit floats. */
@NullMarked
package io.trivium.runtime.inference.element;

import org.jspecify.annotations.NullMarked;
