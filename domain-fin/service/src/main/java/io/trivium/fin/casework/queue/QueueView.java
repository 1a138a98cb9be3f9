package io.trivium.fin.casework.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue and its load.
 *
 * @param open cases that are not closed
 * @param unassigned open cases without an assignee
 * @param mine open cases of the caller
 * @param overdue open cases past their deadline
 * @param oldestOpenedAt null when the queue is empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueueView(
        String name,
        long open,
        long unassigned,
        long mine,
        long overdue,
        @Nullable Instant oldestOpenedAt) {}
