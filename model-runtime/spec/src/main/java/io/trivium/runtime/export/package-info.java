/** Writes trained networks as ONNX graphs: pieces for serving, one fused graph, 4-bit weights, whole packs. */
@NullMarked
package io.trivium.runtime.export;

import org.jspecify.annotations.NullMarked;
