/** Tensors as the Open Inference Protocol names them: element types, shapes and row-major little-endian data. */
@NullMarked
package io.trivium.runtime.tensor;

import org.jspecify.annotations.NullMarked;
