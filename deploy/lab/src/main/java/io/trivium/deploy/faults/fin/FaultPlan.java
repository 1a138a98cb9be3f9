package io.trivium.deploy.faults.fin;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;

/**
 * The plan of a run.
 *
 * @param seed of the traffic and of the kills; acknowledgements depend on the machine as well
 * @param rounds each kills every process of the path once
 * @param rate authorizations a second over Kafka
 * @param sabotage whether the state of cards is lost at the first kill of the service, which the run must notice
 */
public record FaultPlan(long seed, int rounds, int rate, boolean sabotage) {
    public FaultPlan {
        if (rounds < 1 || rate < 1 || rate > 10_000) {
            throw new LauncherException(
                    ExitCode.USAGE, "Name at least one round and a rate of 1 to 10000 authorizations a second.");
        }
    }
}
