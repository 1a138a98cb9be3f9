/** Kafka clients that may not lose anything, and the one loop that consumes: poll, process, commit, retry, stop. */
@NullMarked
package io.trivium.core.kafka;

import org.jspecify.annotations.NullMarked;
