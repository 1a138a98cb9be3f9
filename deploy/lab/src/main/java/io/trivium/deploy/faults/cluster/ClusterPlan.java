package io.trivium.deploy.faults.cluster;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.time.Duration;

/**
 * The plan of a run on a cluster.
 *
 * @param rate authorizations a second, two fifths of them over HTTP to all instances in turn
 * @param calm how long nothing is restarted, which the rest is compared with
 * @param paymentsOnly without additional machines and studies
 */
public record ClusterPlan(long seed, int rate, Duration calm, boolean paymentsOnly) {
    public ClusterPlan {
        if (rate < 5 || rate > 10_000 || calm.toSeconds() < 1) {
            throw new LauncherException(
                    ExitCode.USAGE, "Name a rate of 5 to 10000 authorizations a second and one second at least.");
        }
    }

    int overHttp() {
        return rate * 2 / 5;
    }

    int overKafka() {
        return rate - overHttp();
    }
}
