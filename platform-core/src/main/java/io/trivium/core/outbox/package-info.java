/** Events stored in the caller's transaction and relayed to Kafka afterwards. */
@NullMarked
package io.trivium.core.outbox;

import org.jspecify.annotations.NullMarked;
