package io.trivium.deploy.chaos;

import java.time.Duration;

/**
 * One fault of a schedule.
 *
 * @param target component or link; {@code all} for all links
 * @param pause before it
 * @param length how long it lasts; zero for a fault that ends at once
 * @param hasty whether the next does not wait for the recovery from it
 * @param seed of random draws within it
 */
record Fault(FaultKind kind, String target, Duration pause, Duration length, boolean hasty, long seed) {
    @Override
    public String toString() {
        return kind + " of " + target + (length.isZero() ? "" : " for " + length.toMillis() / 1000.0 + " s");
    }
}
