package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.registry.store.VersionState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The registered models by task. Models are the platform's: every tenant sees the same. Thread-safe. */
@ApplicationScoped
public class TaskCatalogue {
    private static final Comparator<ModelVersion> LATEST_FIRST = Comparator.<ModelVersion>comparingInt(
                    entity -> entity.state() == VersionState.ACTIVE ? 0 : 1)
            .thenComparing((a, b) -> ModelVersion.byActivation(b, a))
            .thenComparing(ModelVersion::registeredAt, Comparator.reverseOrder());

    private final ModelVersionRepository versions;
    private final ModelCatalogue catalogue;

    TaskCatalogue(ModelVersionRepository versions, ModelCatalogue catalogue) {
        this.versions = versions;
        this.catalogue = catalogue;
    }

    /**
     * One version of a model of a task.
     *
     * @param name model and version, such as {@code fin-authorization-risk:4}
     */
    public record TaskVersion(String name, ModelSpec spec) {}

    /** The versions of all models of a task whose packs can be read, the last activated first. */
    public List<TaskVersion> versions(TaskName task) {
        return catalogue.read(() -> versions.ofTask(task)).stream()
                .sorted(LATEST_FIRST)
                .flatMap(entity -> catalogue
                        .details(entity)
                        .map(details ->
                                new TaskVersion(ModelVersion.id(entity.modelName(), entity.version()), details.spec()))
                        .stream())
                .toList();
    }

    /** Whether this version of this model is registered. */
    public boolean isRegistered(ModelName model, VersionNumber version) {
        return catalogue.read(() -> versions.find(model, version)).isPresent();
    }

    /** The tasks of all registered models. */
    public Set<TaskName> tasks() {
        return new TreeSet<>(catalogue.read(() -> versions.tasks()));
    }
}
