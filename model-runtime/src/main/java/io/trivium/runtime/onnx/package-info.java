/** What this process must heed before it loads ONNX Runtime. */
@NullMarked
package io.trivium.runtime.onnx;

import org.jspecify.annotations.NullMarked;
