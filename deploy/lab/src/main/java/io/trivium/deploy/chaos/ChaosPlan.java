package io.trivium.deploy.chaos;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.med.MedSabotage;
import io.trivium.deploy.faults.plant.PlantSabotage;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The plan of a run.
 *
 * @param seed of loads and faults; acknowledgements depend on the machine as well
 * @param length of the time in which faults begin
 * @param rate authorizations a second over Kafka
 * @param slices of a study
 */
public record ChaosPlan(
        long seed,
        Duration length,
        Set<FlowName> flows,
        Set<FaultKind> kinds,
        int rate,
        int slices,
        List<ChaosSabotage> sabotage,
        List<PlantSabotage> plantSabotage,
        List<MedSabotage> medSabotage) {
    private static final Set<String> SERVICES =
            Set.of("model-runtime", "domain-fin", "domain-med", "domain-industrial");

    /** Flows by the names of the command line. */
    public enum FlowName {
        fin,
        industrial,
        med,
        learning
    }

    public ChaosPlan {
        if (length.isNegative() || length.isZero() || flows.isEmpty()) {
            throw new LauncherException(ExitCode.USAGE, "Name at least one minute and one flow.");
        }
        flows = Set.copyOf(flows);
        kinds = Set.copyOf(kinds);
    }

    /** Components that need a disk of their own for these faults and flows. */
    public List<String> components() {
        if (kinds.stream().noneMatch(FaultKind::onDisk)) return List.of();
        return flows.contains(FlowName.med) ? List.of("postgres", "kafka", "domain-med") : List.of("postgres", "kafka");
    }

    /** Services that need a clock of their own for these faults and flows. */
    public List<String> clocks() {
        if (!kinds.contains(FaultKind.CLOCK_JUMP)) return List.of();
        return Targets.components(flows).stream().filter(SERVICES::contains).toList();
    }

    boolean isSabotaged() {
        return !sabotage.isEmpty() || !plantSabotage.isEmpty() || !medSabotage.isEmpty();
    }
}
