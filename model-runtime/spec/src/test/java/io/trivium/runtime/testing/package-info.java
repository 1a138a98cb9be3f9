/** Small real ONNX models and packs for the runtime's tests. */
@NullMarked
package io.trivium.runtime.testing;

import org.jspecify.annotations.NullMarked;
