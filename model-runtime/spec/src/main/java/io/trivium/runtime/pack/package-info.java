/** Model packs: a directory of a manifest, a model specification and ONNX graphs, verified by SHA-256 at every read. */
@NullMarked
package io.trivium.runtime.pack;

import org.jspecify.annotations.NullMarked;
