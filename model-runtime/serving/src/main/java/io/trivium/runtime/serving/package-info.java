/** Loaded models, the bounded queues in front of them and the worker threads that run them on ONNX Runtime. */
@NullMarked
package io.trivium.runtime.serving;

import org.jspecify.annotations.NullMarked;
