package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.delivery.Destinations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A destination of results and the state of its queue.
 *
 * @param kind {@code c-store}, {@code stow}, {@code hl7} or {@code fhir}; null if it is no longer configured
 * @param commitment whether storage commitment is requested from the destination
 * @param pending objects that wait or are retried
 * @param sent objects that were accepted but not committed
 * @param committed objects that the destination committed
 * @param dead objects whose delivery was abandoned
 * @param oldestPendingAt since when the oldest of those waits
 * @param lastError the last answer of the destination to an object that is not delivered yet
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

    /** The user who stopped the destination, and the reason. */
    public record PauseView(String by, Instant at, String reason) {}

    /** A delivery in a queue. */
    public record QueuedView(StudyInstanceUid studyInstanceUid, int revision, StudyView.DeliveryView delivery) {}

    /**
     * A page of a queue, the newest first.
     *
     * @param nextOffset offset of the next page; null at the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record QueuePage(
            List<QueuedView> items, @Nullable Integer nextOffset) {}

    /** The number of deliveries that were put back into the queue. */
    public record RetriedView(int retried) {}
}
