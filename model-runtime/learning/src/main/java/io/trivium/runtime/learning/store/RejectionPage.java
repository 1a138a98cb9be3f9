package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The refused records, the latest first.
 *
 * @param next for {@code before} of the following page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RejectionPage(
        List<RejectionView> items, @Nullable Long next) {

    /**
     * One refusal.
     *
     * @param kind example, label or preference
     * @param exampleId absent when its subject was erased
     * @param detail one sentence without a value of the example
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RejectionView(
            long id, String kind, String task, @Nullable String exampleId, String reason, String detail, Instant at) {}

    /** The number of refusals of a kind for one reason. */
    public record RejectionCount(String task, String kind, String reason, long count, Instant lastAt) {}

    /** The counts of refused records since a time, the most frequent first. */
    public record RejectionCounts(Instant since, List<RejectionCount> items) {}
}
