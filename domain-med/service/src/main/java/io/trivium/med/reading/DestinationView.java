package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.med.delivery.Destinations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where results go, and how it is going.
 *
 * @param kind {@code c-store}, {@code stow}, {@code hl7} or {@code fhir}; null where it is configured no more
 * @param commitment whether the destination is asked to commit to what it took
 * @param pending objects that wait or are tried again
 * @param sent objects that were taken and are not committed to
 * @param committed objects that the destination committed to
 * @param dead objects that were given up on
 * @param oldestPendingAt since when the oldest of those waits
 * @param lastError what the destination answered last to an object that is not there yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DestinationView(
        String name,
        @Nullable String kind,
        boolean commitment,
        @Nullable PauseView pause,
        long pending,
        long sent,
        long committed,
        long dead,
        @Nullable Instant oldestPendingAt,
        @Nullable Instant lastSentAt,
        @Nullable String lastError) {

    static DestinationView of(Destinations.Status status) {
        return new DestinationView(
                status.name(),
                status.kind().orElse(null),
                status.commitment(),
                status.pause()
                        .map(pause -> new PauseView(pause.by(), pause.at(), pause.reason()))
                        .orElse(null),
                status.pending(),
                status.sent(),
                status.committed(),
                status.dead(),
                status.oldest().orElse(null),
                status.lastSent().orElse(null),
                status.lastError().orElse(null));
    }

    /** Who stopped it, and why. */
    public record PauseView(String by, Instant at, String reason) {}

    /** A delivery in a queue. */
    public record QueuedView(String studyInstanceUid, int revision, StudyView.DeliveryView delivery) {}

    /**
     * Part of a queue, the newest first.
     *
     * @param nextOffset where to go on; null at the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record QueuePage(
            List<QueuedView> items, @Nullable Integer nextOffset) {}

    /** How many deliveries were put back into the queue. */
    public record RetriedView(int retried) {}
}
