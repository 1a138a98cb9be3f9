/** Training of models from their specification, their export to ONNX and the metrics they are judged by, which are never part
 * of the serving process; and the store of what is learned from, which is. */
@NullMarked
package io.trivium.runtime.learning;

import org.jspecify.annotations.NullMarked;
