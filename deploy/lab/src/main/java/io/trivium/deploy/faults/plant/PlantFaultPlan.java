package io.trivium.deploy.faults.plant;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.util.List;

/**
 * The plan of a run of the factory's faults.
 *
 * @param seed of the load and of the kills
 * @param rounds each kills every process of the path once, while one machine sends an hour of backlog
 * @param sabotage the sabotage after all has settled, which the run must report
 */
public record PlantFaultPlan(long seed, int rounds, List<PlantSabotage> sabotage) {
    public PlantFaultPlan {
        if (rounds < 1 || rounds > 1_000) throw new LauncherException(ExitCode.USAGE, "Name 1 to 1000 rounds.");
        sabotage = List.copyOf(sabotage);
    }
}
