/** Tensors in files, in the safetensors format. */
@NullMarked
package io.trivium.core.tensor;

import org.jspecify.annotations.NullMarked;
