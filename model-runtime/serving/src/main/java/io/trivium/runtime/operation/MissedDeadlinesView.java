package io.trivium.runtime.operation;

import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.serving.LatencyHistory;
import java.time.Instant;
import java.util.List;

/** Requests whose deadline passed before they were answered, the last one first. */
record MissedDeadlinesView(List<MissedDeadlineView> items) {
    private static final double NANOS_PER_MS = 1e6;

    /**
     * One request.
     *
     * @param at when it was given up
     * @param began whether the model had begun to compute it; otherwise it was still waiting
     * @param allowedMs time that it had
     * @param afterMs time from its acceptance until it was given up
     */
    record MissedDeadlineView(
            Instant at,
            LatencyClass latencyClass,
            String model,
            String version,
            boolean began,
            double allowedMs,
            double afterMs) {}

    static MissedDeadlinesView of(LatencyHistory history, int limit) {
        return new MissedDeadlinesView(history.misses(limit).stream()
                .map(miss -> new MissedDeadlineView(
                        miss.at(),
                        miss.latencyClass(),
                        miss.model().value(),
                        miss.version().value(),
                        miss.began(),
                        miss.allowed().toNanos() / NANOS_PER_MS,
                        miss.after().toNanos() / NANOS_PER_MS))
                .toList());
    }
}
