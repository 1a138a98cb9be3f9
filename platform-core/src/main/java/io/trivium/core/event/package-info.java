/** Event envelope, its strict JSON codec, the committed schemas and the way events travel in Kafka records. */
@NullMarked
package io.trivium.core.event;

import org.jspecify.annotations.NullMarked;
