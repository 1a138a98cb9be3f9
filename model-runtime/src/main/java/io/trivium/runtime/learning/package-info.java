/** Training of models from their specification, their export to ONNX and the metrics they are judged by; never part of the serving process. */
@NullMarked
package io.trivium.runtime.learning;

import org.jspecify.annotations.NullMarked;
