package io.trivium.runtime.learning.store;

import io.quarkus.runtime.StartupEvent;
import io.trivium.core.model.TaskName;
import io.trivium.runtime.manifest.LabelTargets;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.Objective;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of tasks and retention classes; an invalid one fails the start. Thread-safe. */
@ApplicationScoped
public class TaskPolicies {
    private static final String STANDARD = "standard";

    private final LearningConfig config;
    private final TaskCatalogue catalogue;
    private final Map<String, LabelPolicy> labels = new HashMap<>();

    TaskPolicies(LearningConfig config, TaskCatalogue catalogue) {
        this.config = config;
        this.catalogue = catalogue;
        config.tasks()
                .forEach((task, each) -> labels.put(
                        task,
                        new LabelPolicy(
                                each.rule(),
                                each.precedence().orElse(List.of()),
                                each.labels().orElse(List.of()),
                                each.weights(),
                                each.labelDelay())));
    }

    /**
     * Stops the start when the labels of a task are no targets of any of its registered models: they would be accepted
     * and then end its updates.
     */
    void start(@Observes StartupEvent event) {
        labels.forEach((task, policy) -> TaskName.parse(task).ifPresent(named -> {
            List<TaskCatalogue.TaskVersion> versions = catalogue.versions(named);
            Optional<String> wrong = mismatch(
                    policy.labels(),
                    versions.stream().map(TaskCatalogue.TaskVersion::spec).toList());
            if (wrong.isPresent()) {
                throw new IllegalStateException("platform.runtime.learning.tasks.\"" + task
                        + "\".labels fit no registered model of the task. " + wrong.orElseThrow());
            }
        }));
    }

    /** Why labels are no targets of any of these models; empty when they are, or there are no labels or no models. */
    static Optional<String> mismatch(List<String> labels, List<ModelSpec> models) {
        Optional<String> wrong = Optional.empty();
        for (ModelSpec model : labels.isEmpty() ? List.<ModelSpec>of() : models) {
            try {
                LabelTargets targets = new LabelTargets(model, labels);
                labels.forEach(targets::of);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                wrong = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return wrong;
    }

    /** The policy for labels of this task. */
    public LabelPolicy labels(TaskName task) {
        return labels.getOrDefault(task.value(), LabelPolicy.LATEST);
    }

    /** Whether examples may be of this class. */
    public boolean isRetentionClass(String name) {
        return name.equals(STANDARD) || config.retention().containsKey(name);
    }

    /** The permitted use of examples of a class; none when the class is no longer known. */
    public Use use(String retentionClass) {
        LearningConfig.RetentionClassConfig known = config.retention().get(retentionClass);
        if (known != null) return known.use();
        return retentionClass.equals(STANDARD) ? Use.TRAINING : Use.NONE;
    }

    /** Examples of the class that happened before this are kept no longer. */
    public Instant oldest(String retentionClass, Objective.Retention task, Instant now) {
        Instant byTask = now.atOffset(ZoneOffset.UTC).minus(task.examples()).toInstant();
        return Optional.ofNullable(config.retention().get(retentionClass))
                .flatMap(LearningConfig.RetentionClassConfig::keep)
                .map(now::minus)
                .filter(byClass -> byClass.isAfter(byTask))
                .orElse(byTask);
    }

    /** The classes that are configured or need no configuration. */
    public List<String> retentionClasses() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(STANDARD), config.retention().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The longest permitted silence of the task's label feed. */
    public Duration stallAfter(TaskName task) {
        return Optional.ofNullable(config.tasks().get(task.value()))
                .flatMap(LearningConfig.TaskConfig::stallAfter)
                .orElse(config.stallAfter());
    }
}
