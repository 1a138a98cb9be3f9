package io.trivium.deploy.faults.med;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.util.List;

/**
 * The plan of a run of the hospital's faults.
 *
 * @param rounds each kills every process once
 * @param slices of a study; fewer than 12 are refused, and the report about that is the result that is counted
 * @param sabotage the sabotage after all is read and delivered, which the run must report
 */
public record MedFaultPlan(long seed, int rounds, int slices, List<MedSabotage> sabotage) {
    public MedFaultPlan {
        if (rounds < 1 || slices < 1) {
            throw new LauncherException(ExitCode.USAGE, "Name at least one round and one slice.");
        }
        sabotage = List.copyOf(sabotage);
    }
}
