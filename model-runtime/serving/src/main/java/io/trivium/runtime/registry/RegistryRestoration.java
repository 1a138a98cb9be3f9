package io.trivium.runtime.registry;

import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.RegistryLock;
import io.trivium.runtime.registry.store.VersionState;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** Restores the serving versions after a start: those that served before it, and new bundled versions. Thread-safe. */
@ApplicationScoped
class RegistryRestoration {
    private static final Logger LOG = Logger.getLogger(RegistryRestoration.class);

    private final ModelVersionRepository versions;
    private final ModelCatalogue catalogue;
    private final VersionLoader loader;
    private final InferenceService inference;
    private final RegistryJournal journal;
    private final RegistryLock changes;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    RegistryRestoration(
            ModelVersionRepository versions,
            ModelCatalogue catalogue,
            VersionLoader loader,
            InferenceService inference,
            RegistryJournal journal,
            RegistryLock changes,
            TenantTransactions transactions,
            InstantSource clock) {
        this.versions = versions;
        this.catalogue = catalogue;
        this.loader = loader;
        this.inference = inference;
        this.journal = journal;
        this.changes = changes;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Loads the versions that were in memory when the service last ran and lets the latest activated versions serve.
     */
    void restore() {
        changes.lock();
        try {
            Map<ModelName, ModelVersion> serving = new HashMap<>();
            for (ModelVersion entity : catalogue.read(() -> versions.inMemoryOr(List.of()))) {
                try {
                    loader.load(entity);
                } catch (InvalidPackException e) {
                    LOG.errorf("model %s:%s does not serve: %s", entity.modelName(), entity.version(), e.getMessage());
                    markFailed(entity, e);
                    continue;
                } catch (PlatformException e) {
                    // Another replica deleted it since.
                    if (e.code() == RuntimeErrorCode.MODEL_VERSION_NOT_FOUND) continue;
                    throw e;
                }
                if (entity.state() == VersionState.FAILED) markRecovered(entity);
                if (entity.activatedAt() != null && entity.state() != VersionState.LOADED) {
                    serving.merge(entity.modelName(), entity, (a, b) -> ModelVersion.byActivation(a, b) >= 0 ? a : b);
                }
            }
            for (ModelVersion entity : serving.values()) {
                ModelName model = entity.modelName();
                Map<String, VersionNumber> aliases = catalogue.versionsByAlias(model);
                VersionNumber champion = aliases.getOrDefault(Alias.CHAMPION, entity.version());
                // If a champion cannot be loaded, the one before it serves; the alias does not change.
                inference.makeDefault(model, inference.isLoaded(model, champion) ? champion : entity.version());
                inference.setAliases(model, aliases);
            }
        } finally {
            changes.unlock();
        }
    }

    private void markFailed(ModelVersion entity, InvalidPackException e) {
        update(
                entity,
                stored -> stored.failed(String.join("; ", e.faults())),
                AuditOutcome.FAILURE,
                Map.of("faults", e.faults()));
    }

    private void markRecovered(ModelVersion entity) {
        Instant activated = entity.activatedAt() == null ? clock.instant() : entity.activatedAt();
        update(entity, stored -> stored.activated(activated), AuditOutcome.SUCCESS, Map.of("sha256", entity.sha256()));
    }

    /** Does nothing for a version that another replica has deleted since it was read. */
    private void update(
            ModelVersion entity, UnaryOperator<ModelVersion> change, AuditOutcome outcome, Map<String, ?> details) {
        transactions.run(
                TenantId.PLATFORM,
                () -> versions.findExisting(entity.modelName(), entity.version())
                        .ifPresent(stored -> {
                            versions.update(stored, change.apply(stored));
                            journal.record("model.load", entity, outcome, details, Operator.SYSTEM);
                        }));
    }

    /** Whether a new bundled version should serve: nothing does, or only older bundled versions ever did. */
    boolean shouldServe(ModelName model, VersionNumber version) {
        List<ModelVersion> active = catalogue.read(() -> versions.ofModel(model)).stream()
                .filter(entity -> entity.activatedAt() != null)
                .toList();
        return active.stream()
                .allMatch(entity -> entity.source() == PackSource.BUNDLED
                        && entity.version().compareTo(version) < 0);
    }
}
