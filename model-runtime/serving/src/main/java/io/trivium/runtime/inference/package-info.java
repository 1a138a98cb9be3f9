/** The Open Inference Protocol v2, over REST with the binary tensor extension and over gRPC. */
@NullMarked
package io.trivium.runtime.inference;

import org.jspecify.annotations.NullMarked;
