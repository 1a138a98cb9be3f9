package io.trivium.deploy.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fault, and the recovery time of its target.
 *
 * @param ended when it was over
 * @param recovered by flow, from then until a new input was acknowledged and had its effect; empty of those that did not
 * @param overlapped whether another fault began before the recovery was complete, so that the times are not meaningful
 */
record Outcome(Fault fault, Instant ended, Map<String, Duration> recovered, boolean overlapped) {

    /** Of the flow that was last; null where one did not recover. */
    @Nullable
    Duration slowest(int flows) {
        return recovered.size() < flows
                ? null
                : recovered.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** Whether the recovery was complete within the fault's limit. */
    boolean isMet(int flows) {
        Duration slowest = slowest(flows);
        return slowest != null && slowest.compareTo(fault.kind().limit(fault.target(), fault.length())) <= 0;
    }
}
