package io.trivium.fin.monitoring;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the silence of a label source is an alarm: only while there is something to label. Pure. */
final class LabelFeedPolicy {

    private LabelFeedPolicy() {}

    /**
     * Whether the feed is stalled.
     *
     * @param lastLabel null when none ever came
     * @param firstDecision hour of the first decision; null when there is none
     * @param lastDecision hour of the last decision; null when there is none
     */
    static boolean isStalled(
            @Nullable Instant lastLabel,
            @Nullable Instant firstDecision,
            @Nullable Instant lastDecision,
            Instant now,
            Duration stallAfter) {
        if (firstDecision == null || lastDecision == null) return false;
        Instant since = lastLabel == null ? firstDecision : lastLabel;
        return since.isBefore(now.minus(stallAfter)) && lastDecision.isAfter(now.minus(stallAfter));
    }
}
