package io.trivium.runtime.learning.coverage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides when missing labels of a task count as a stall: only while examples arrive. Pure. */
final class FeedPolicy {
    private FeedPolicy() {}

    /**
     * Whether the feed is stalled.
     *
     * @param lastLabel when the latest label arrived; null when none did
     * @param firstExample when the first example arrived; null when none did
     * @param lastExample when the latest example arrived; null when none did
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
