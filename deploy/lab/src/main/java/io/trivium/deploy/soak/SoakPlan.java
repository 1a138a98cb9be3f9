package io.trivium.deploy.soak;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.time.Duration;

/**
 * The plan of a soak test.
 *
 * @param seed of the loads and of the moments of samples
 * @param length of the load
 * @param rate authorizations a second over Kafka
 * @param slices of a study
 * @param period between samples
 */
public record SoakPlan(long seed, Duration length, int rate, int slices, Duration period) {
    private static final Duration SHORTEST_BETWEEN_COLLECTIONS = Duration.ofMinutes(1);
    private static final Duration LONGEST_BETWEEN_COLLECTIONS = Duration.ofMinutes(5);

    public SoakPlan {
        if (length.compareTo(Duration.ofMinutes(1)) < 0 || rate < 1 || period.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new LauncherException(
                    ExitCode.USAGE, "Name at least one minute, one authorization a second and one second.");
        }
    }

    /** From one full collection of the heaps to the next: sixty of them in a run, as far as that is from 1 to 5 minutes. */
    Duration betweenCollections() {
        Duration share = length.dividedBy(60);
        if (share.compareTo(SHORTEST_BETWEEN_COLLECTIONS) < 0) return SHORTEST_BETWEEN_COLLECTIONS;
        return share.compareTo(LONGEST_BETWEEN_COLLECTIONS) > 0 ? LONGEST_BETWEEN_COLLECTIONS : share;
    }

    String load() {
        return "soak of " + length.toMinutes() + " minutes, seed " + seed + ", " + rate
                + " authorizations/s, studies of " + slices + " slices, machines over MQTT, 20 labels/s";
    }
}
