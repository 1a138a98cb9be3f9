/** ONNX Runtime: its environment, its requirements of the process, and models that are one graph. */
@NullMarked
package io.trivium.runtime.onnx;

import org.jspecify.annotations.NullMarked;
