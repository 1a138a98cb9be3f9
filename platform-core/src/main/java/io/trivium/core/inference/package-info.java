/** Client of the Open Inference Protocol over gRPC: one channel, deadlines, bounded retries, a circuit breaker. */
@NullMarked
package io.trivium.core.inference;

import org.jspecify.annotations.NullMarked;
