package io.trivium.runtime.learning.coverage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the silence of a task's labels means something: only while examples come. Pure. */
final class FeedPolicy {
    private FeedPolicy() {}

    /**
     * Whether the feed is stalled.
     *
     * @param lastLabel when the latest label came in; null when none did
     * @param firstExample when the first example came in; null when none did
     * @param lastExample when the latest example came in; null when none did
     */
    static boolean isStalled(
            @Nullable Instant lastLabel,
            @Nullable Instant firstExample,
            @Nullable Instant lastExample,
            Instant now,
            Duration stallAfter) {
        if (firstExample == null || lastExample == null) return false;
        Instant limit = now.minus(stallAfter);
        Instant silentSince = lastLabel == null ? firstExample : lastLabel;
        return silentSince.isBefore(limit) && lastExample.isAfter(limit);
    }
}
