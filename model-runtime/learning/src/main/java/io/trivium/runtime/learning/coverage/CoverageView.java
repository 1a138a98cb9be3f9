package io.trivium.runtime.learning.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The share of a task's examples that has a statement of a label, by age.
 *
 * @param statements of labels, all of them
 * @param unmatched examples of which only labels are known
 * @param distinct examples with different inputs
 */
public record CoverageView(
        TaskName task,
        Instant at,
        long examples,
        long distinct,
        long statements,
        long unmatched,
        long preferences,
        List<AgeView> byAge,
        FeedView feed) {

    /**
     * Examples of one age.
     *
     * @param fromDays youngest
     * @param toDays oldest, not included; absent for all older ones
     * @param labelled examples with a statement that was not taken back by the source that made it last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgeView(int fromDays, @Nullable Integer toDays, long examples, long labelled) {}

    /**
     * Whether labels of a task arrive.
     *
     * @param hasModel whether a model of the task is registered; without one its labels are kept, examples refused
     * @param lastLabelAt when the latest arrived; absent when none ever did
     * @param lastExampleAt when the latest example arrived; absent when none ever did
     * @param stallAfterSeconds silence longer than this, while there are examples, is a stalled feed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FeedView(
            TaskName task,
            boolean hasModel,
            boolean stalled,
            @Nullable Instant lastLabelAt,
            @Nullable Instant lastExampleAt,
            long stallAfterSeconds) {}

    /** The tasks with received records. */
    public record Feeds(List<FeedView> items) {}
}
