package io.trivium.runtime.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that the live stream sends once a second.
 *
 * @param experts of the requested version; absent when none was, or while it is not loaded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuntimeEvent(Instant at, QueuesView queues, @Nullable ExpertGridView experts) {}
