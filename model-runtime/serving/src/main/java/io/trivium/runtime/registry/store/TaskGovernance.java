package io.trivium.runtime.registry.store;

import io.trivium.runtime.pack.Gate;
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
    public boolean isHighRisk(String task) {
        RegistryConfig.TaskConfig known = tasks.get(task);
        return known != null && known.highRisk();
    }

    /** The gates of all these tasks. */
    public List<Gate> gates(Collection<String> ofTasks) {
        return ofTasks.stream()
                .map(tasks::get)
                .filter(Objects::nonNull)
                .flatMap(TaskGovernance::gates)
                .toList();
    }

    private static Stream<Gate> gates(RegistryConfig.TaskConfig task) {
        return task.gates().entrySet().stream()
                .map(gate -> new Gate(
                        gate.getKey(), gate.getValue().least(), gate.getValue().most()));
    }
}
