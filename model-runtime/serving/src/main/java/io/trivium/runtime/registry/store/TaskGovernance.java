package io.trivium.runtime.registry.store;

import io.trivium.core.model.TaskName;
import io.trivium.runtime.pack.Gate;
import io.trivium.runtime.pack.GateSpec;
import io.trivium.runtime.pack.ModelSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The risk class and the gates of tasks, as this installation registers them. A pack adds gates of its own; it removes
 * none. Immutable.
 */
@ApplicationScoped
public class TaskGovernance {
    private final Map<String, RegistryConfig.TaskConfig> tasks;

    TaskGovernance(RegistryConfig config) {
        this.tasks = config.tasks();
        tasks.values().forEach(TaskGovernance::gates); // a gate without a limit stops the start
    }

    /** Whether a champion of the task is changed by hand only with a second person. */
    public boolean isHighRisk(TaskName task) {
        RegistryConfig.TaskConfig known = tasks.get(task.value());
        return known != null && known.highRisk();
    }

    /** The gates of all these tasks. */
    public List<Gate> gates(Collection<TaskName> ofTasks) {
        return ofTasks.stream()
                .map(task -> tasks.get(task.value()))
                .filter(Objects::nonNull)
                .flatMap(TaskGovernance::gates)
                .toList();
    }

    /**
     * The limits that a challenger must keep against its champion: those that the task's registration states, the
     * champion's where it states none, and the challenger's own where they are stricter.
     */
    public GateSpec challengerGates(ModelSpec champion, ModelSpec challenger) {
        GateSpec approved = champion.objective().challengerGates();
        RegistryConfig.TaskConfig task = tasks.get(challenger.task().value());
        GateSpec limits = task == null ? approved : registered(task.challenger(), approved);
        return limits.narrowedBy(challenger.objective().challengerGates());
    }

    private static GateSpec registered(RegistryConfig.ChallengerConfig task, GateSpec champion) {
        return new GateSpec(
                task.margin().orElse(champion.margin()),
                champion.mostRows(),
                task.leastRows().orElse(champion.leastRows()),
                task.leastPositives().orElse(champion.leastPositives()),
                task.sliceLoss().orElse(champion.sliceLoss()),
                task.leastSliceRows().orElse(champion.leastSliceRows()),
                task.change().orElse(champion.change()),
                task.calibration().orElse(champion.calibration()),
                task.overfitting().orElse(champion.overfitting()),
                task.maskedLoss().orElse(champion.maskedLoss()),
                task.latency().orElse(champion.latency()),
                task.memory().orElse(champion.memory()),
                task.maxAge().orElse(champion.maxAge()),
                task.parity().orElse(champion.parity()),
                champion.slices(),
                champion.fairness());
    }

    private static Stream<Gate> gates(RegistryConfig.TaskConfig task) {
        return task.gates().entrySet().stream()
                .map(gate -> new Gate(
                        gate.getKey(), gate.getValue().least(), gate.getValue().most()));
    }
}
