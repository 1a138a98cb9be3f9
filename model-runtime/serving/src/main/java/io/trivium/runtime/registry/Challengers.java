package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.RegistryConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The registry for training: it provides the champion to begin from, and stores the result. Thread-safe. */
@ApplicationScoped
public class Challengers {
    private final ModelVersionRepository versions;
    private final ModelCatalogue catalogue;
    private final PackRegistration registration;
    private final Path store;

    Challengers(
            ModelVersionRepository versions,
            ModelCatalogue catalogue,
            PackRegistration registration,
            RegistryConfig config) {
        this.versions = versions;
        this.catalogue = catalogue;
        this.registration = registration;
        this.store = config.store().toAbsolutePath().normalize();
    }

    /**
     * A registered version.
     *
     * @param pack directory of its pack; the code that opens it verifies its files
     * @param isOfPieces whether it is served in pieces, some of which an organisation can have of its own
     */
    public record Trainable(ModelName model, VersionNumber version, Path pack, ModelSpec spec, boolean isOfPieces) {}

    /** The champions of the task's models, the one activated last first. */
    public List<Trainable> champions(TaskName task) {
        return catalogue.read(() -> versions.ofTask(task)).stream()
                .filter(entity -> entity.version()
                        .equals(catalogue.versionsByAlias(entity.modelName()).get(Alias.CHAMPION)))
                .sorted(Comparator.<ModelVersion, ModelVersion>comparing(entity -> entity, ModelVersion::byActivation)
                        .reversed())
                .flatMap(entity -> trainable(entity).stream())
                .toList();
    }

    /** The champion of a model; empty when it has none for this task. */
    public Optional<Trainable> champion(TaskName task, ModelName model) {
        return champions(task).stream()
                .filter(champion -> champion.model().equals(model))
                .findFirst();
    }

    /** A version by its name; empty when it is not registered or its pack cannot be read. */
    public Optional<Trainable> find(ModelName model, VersionNumber version) {
        return catalogue.read(() -> versions.find(model, version)).flatMap(this::trainable);
    }

    /** The network that can be trained further among the versions of a model that was champion last. */
    public Optional<Trainable> lastMixture(ModelName model) {
        return catalogue.read(() -> versions.ofModel(model)).stream()
                .filter(entity -> entity.activatedAt() != null)
                .filter(entity -> trainable(entity)
                        .filter(found -> found.spec().network().equals(Optional.of("moe")))
                        .isPresent())
                .max(ModelVersion::byActivation)
                .flatMap(this::trainable);
    }

    private Optional<Trainable> trainable(ModelVersion entity) {
        return catalogue
                .details(entity)
                .map(details -> new Trainable(
                        entity.modelName(),
                        entity.version(),
                        store.resolve(entity.path()).normalize(),
                        details.spec(),
                        details.manifest().isOfPieces()));
    }

    /**
     * Registers a pack that was trained here. It does not serve; registering the same pack again changes nothing.
     *
     * @param by the user who requested the training and may not release the version alone
     */
    public void register(TenantId tenant, String by, Path pack) {
        registration.register(pack, PackSource.UPLOADED, new Operator(tenant, by));
    }

    /** As {@link #register}, of a version that learned from the tenant's data alone: it never serves another tenant. */
    public void registerOwn(TenantId tenant, String by, Path pack) {
        registration.register(pack, PackSource.UPLOADED, tenant, new Operator(tenant, by));
    }

    /** The tenant whose data alone a version learned from; empty when it may serve all tenants or is not registered. */
    public Optional<TenantId> owner(ModelName model, VersionNumber version) {
        return catalogue.read(() -> versions.find(model, version)).flatMap(ModelVersion::ownTenant);
    }

    /** Versions of a model that learned from one tenant's data alone, the latest registered first. */
    public List<VersionNumber> ownVersions(ModelName model, TenantId tenant) {
        return catalogue.read(() -> versions.ofModel(model)).stream()
                .filter(entity -> entity.ownTenant().equals(Optional.of(tenant)))
                .map(ModelVersion::version)
                .toList();
    }
}
