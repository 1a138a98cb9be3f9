package io.trivium.runtime.registry;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The models of this platform. A version is verified whenever it is registered or loaded; one that fails is refused and
 * what served before serves on. Changes are made one at a time and audited. Thread-safe.
 */
@ApplicationScoped
public class ModelRegistry {
    private static final Logger LOG = Logger.getLogger(ModelRegistry.class);
    static final String SYSTEM = "system:registry";

    private final ModelVersionRepository versions;
    private final ModelCatalogue catalogue;
    private final Promotions promotions;
    private final ModelStore store;
    private final PackTrust trust;
    private final InferenceService inference;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;
    private final ReentrantLock changes = new ReentrantLock();

    ModelRegistry(
            ModelVersionRepository versions,
            ModelCatalogue catalogue,
            Promotions promotions,
            ModelStore store,
            PackTrust trust,
            InferenceService inference,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.versions = versions;
        this.catalogue = catalogue;
        this.promotions = promotions;
        this.store = store;
        this.trust = trust;
        this.inference = inference;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who makes a change, as the audit log records it. */
    record Operator(TenantId tenant, String name) {}

    /** @param created false when the very same pack was registered before */
    record Registration(ModelVersionView version, boolean created) {}

    // --- changing

    /** Registers an uploaded pack for a model.
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_PACK_INVALID} with all faults */
    Registration upload(String model, InputStream zip, Operator operator) {
        changes.lock();
        try {
            Path staging = store.unpack(zip);
            try {
                ModelPack pack = ModelPack.open(staging);
                if (!pack.manifest().name().equals(model)) {
                    throw new InvalidPackException(
                            "invalid model pack",
                            List.of("the pack is of model " + pack.manifest().name() + ", not " + model));
                }
                trust.require(pack.manifest());
                Optional<Registration> known = alreadyRegistered(pack);
                if (known.isPresent()) return known.orElseThrow();
                return new Registration(register(store.keepUnpacked(staging), PackSource.UPLOADED, operator), true);
            } finally {
                store.discard(staging);
            }
        } catch (InvalidPackException e) {
            throw refused("model.register", model, e, operator);
        } finally {
            changes.unlock();
        }
    }

    /** Registers a pack that lies on this machine; does nothing when it is registered. */
    Registration register(Path directory, PackSource source, Operator operator) {
        changes.lock();
        try {
            ModelPack pack = ModelPack.open(directory);
            trust.require(pack.manifest());
            Optional<Registration> known = alreadyRegistered(pack);
            return known.isPresent()
                    ? known.orElseThrow()
                    : new Registration(register(store.keep(pack), source, operator), true);
        } finally {
            changes.unlock();
        }
    }

    private Optional<Registration> alreadyRegistered(ModelPack pack) {
        Optional<ModelVersionEntity> known = catalogue.read(
                () -> versions.find(pack.manifest().name(), pack.manifest().version()));
        if (known.isEmpty()) return Optional.empty();
        if (!known.orElseThrow().sha256().equals(pack.manifestSha256())) {
            throw new PlatformException(
                    RuntimeErrorCode.MODEL_VERSION_CONFLICT,
                    "Version " + pack.manifest().version() + " of model "
                            + pack.manifest().name() + " is registered with other content.",
                    Map.of("registered", known.orElseThrow().sha256(), "offered", pack.manifestSha256()));
        }
        return Optional.of(new Registration(catalogue.view(known.orElseThrow()), false));
    }

    private ModelVersionView register(ModelPack stored, PackSource source, Operator operator) {
        ModelVersionEntity entity =
                new ModelVersionEntity(stored, store.pathOf(stored), source, clock.instant(), operator.name());
        transactions.run(operator.tenant(), () -> {
            versions.add(entity, clock.instant());
            record("model.register", entity, AuditOutcome.SUCCESS, Map.of("sha256", entity.sha256()), operator);
        });
        LOG.infof("registered model %s:%s", entity.modelName(), entity.version());
        return catalogue.view(entity);
    }

    /** Loads a version beside those that serve; it then answers requests that name it. */
    ModelVersionView load(String model, String version, Operator operator) {
        return change("model.load", model, version, operator, entity -> {
            bringIntoMemory(entity);
            return ModelVersionEntity::loaded;
        });
    }

    /** Loads a version if need be and makes it the champion, which gets the requests that name no version. */
    ModelVersionView activate(String model, String version, Operator operator) {
        changes.lock();
        try {
            promote("model.activate", model, Alias.CHAMPION, version, "activated", operator);
            return catalogue.version(model, version);
        } finally {
            changes.unlock();
        }
    }

    /**
     * Lets an alias name a version, which is loaded if need be.
     *
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_GATE_FAILED} when it would be the champion and its figures
     *     do not keep the limits of its specification
     */
    AliasView promote(String model, String alias, String version, String reason, Operator operator) {
        changes.lock();
        try {
            return AliasView.of(promote("model.promote", model, Alias.require(alias), version, reason, operator));
        } finally {
            changes.unlock();
        }
    }

    private PromotionEntity promote(
            String action, String model, String alias, String version, String reason, Operator operator) {
        ModelVersionEntity entity = catalogue.require(model, version);
        if (alias.equals(Alias.CHAMPION) && entity.source() == PackSource.UPLOADED) {
            requireGates(action, entity, operator);
        }
        return point(
                action,
                entity,
                alias,
                reason,
                operator,
                () -> promotions.promote(model, alias, version, operator.name(), reason));
    }

    /** Lets an alias name the version again that it named before. */
    AliasView rollBack(String model, String alias, String reason, Operator operator) {
        changes.lock();
        try {
            Alias.require(alias);
            String version = catalogue.read(() -> promotions.previous(model, alias));
            return AliasView.of(point(
                    "model.rollback",
                    catalogue.require(model, version),
                    alias,
                    reason,
                    operator,
                    () -> promotions.rollBack(model, alias, operator.name(), reason)));
        } finally {
            changes.unlock();
        }
    }

    /** Takes an alias away; the version it named stays as it is. */
    void removeAlias(String model, String alias, String reason, Operator operator) {
        changes.lock();
        try {
            if (Alias.require(alias).equals(Alias.CHAMPION)) {
                throw new PlatformException(
                        RuntimeErrorCode.MODEL_ALIAS_REQUIRED,
                        "Requests that name no version go to the champion; promote another version instead.");
            }
            transactions.run(operator.tenant(), () -> {
                promotions.remove(model, alias, operator.name(), reason);
                audit.append(new AuditEvent(
                        operator.tenant(),
                        operator.name(),
                        "model.alias.remove",
                        "model/" + model,
                        AuditOutcome.SUCCESS,
                        Map.of("alias", alias, "reason", reason)));
            });
            inference.setAliases(model, catalogue.versionsByAlias(model));
        } finally {
            changes.unlock();
        }
    }

    /** Moves an alias to a version, in memory and in one transaction with the version's state and the audit entry. */
    private PromotionEntity point(
            String action,
            ModelVersionEntity entity,
            String alias,
            String reason,
            Operator operator,
            Supplier<PromotionEntity> promotion) {
        String model = entity.modelName();
        String version = entity.version();
        try {
            bringIntoMemory(entity);
        } catch (InvalidPackException e) {
            throw refused(action, ModelVersionEntity.id(model, version), e, operator);
        }
        PromotionEntity made = transactions.call(operator.tenant(), () -> {
            ModelVersionEntity managed = versions.find(model, version).orElseThrow();
            if (alias.equals(Alias.CHAMPION)) managed.activated(clock.instant());
            else managed.loaded();
            record(
                    action,
                    managed,
                    AuditOutcome.SUCCESS,
                    Map.of("sha256", managed.sha256(), "alias", alias, "reason", reason),
                    operator);
            return promotion.get();
        });
        if (alias.equals(Alias.CHAMPION)) inference.makeDefault(model, version);
        inference.setAliases(model, catalogue.versionsByAlias(model));
        LOG.infof("%s of model %s is now version %s", alias, model, version);
        return made;
    }

    private void requireGates(String action, ModelVersionEntity entity, Operator operator) {
        Optional<PackDetails> details = catalogue.details(entity);
        if (details.isEmpty()) return; // the pack is refused when it is loaded, with its reasons
        Map<String, Double> metrics =
                details.orElseThrow().manifest().provenance().metrics();
        List<String> failed = details.orElseThrow().spec().objective().gates().stream()
                .filter(gate -> !gate.passes(metrics))
                .map(gate -> gate.metric() + " is " + metrics.get(gate.metric()) + ", the gate is " + gate.limits())
                .toList();
        if (failed.isEmpty()) return;
        transactions.run(
                operator.tenant(),
                () -> record(action, entity, AuditOutcome.REFUSED, Map.of("gates", failed), operator));
        throw new PlatformException(
                RuntimeErrorCode.MODEL_GATE_FAILED,
                "Version " + entity.version() + " of model " + entity.modelName() + " may not be the champion: "
                        + String.join("; ", failed) + ".",
                Map.of("gates", failed));
    }

    /** Takes a version out of memory once its requests are answered; the latest activated of the others takes over. */
    ModelVersionView unload(String model, String version, Operator operator) {
        changes.lock();
        try {
            Optional<ModelVersionEntity> successor = Optional.empty();
            boolean serving = inference.defaultVersion(model).equals(Optional.of(version));
            if (serving) {
                successor = latestActive(model, version);
                if (successor.isEmpty()) {
                    throw new PlatformException(
                            RuntimeErrorCode.MODEL_VERSION_SERVING,
                            "Version " + version + " is the only active one of model " + model
                                    + "; activate another first.");
                }
            }
            Optional<String> next = successor.map(ModelVersionEntity::version);
            change("model.unload", model, version, operator, entity -> managed -> {
                managed.unloaded();
                next.ifPresent(other -> promotions.promote(
                        model, Alias.CHAMPION, other, operator.name(), "version " + version + " was unloaded"));
            });
            next.ifPresent(other -> inference.makeDefault(model, other));
            inference.setAliases(model, catalogue.versionsByAlias(model));
            inference.unload(model, version);
            return catalogue.version(model, version);
        } finally {
            changes.unlock();
        }
    }

    private Optional<ModelVersionEntity> latestActive(String model, String except) {
        return catalogue.read(() -> versions.ofModel(model)).stream()
                .filter(entity -> entity.state() == VersionState.ACTIVE
                        && !entity.version().equals(except))
                .filter(entity -> inference.isLoaded(model, entity.version()))
                .max(ModelRegistry::byActivation);
    }

    static int byActivation(ModelVersionEntity a, ModelVersionEntity b) {
        return Comparator.comparing(ModelVersionEntity::activatedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .compare(a, b);
    }

    /** What to do in memory before the row changes; gives the change of the row. */
    private interface Preparation {
        java.util.function.Consumer<ModelVersionEntity> prepare(ModelVersionEntity entity);
    }

    private ModelVersionView change(
            String action, String model, String version, Operator operator, Preparation preparation) {
        changes.lock();
        try {
            ModelVersionEntity seen = catalogue.require(model, version);
            var change = preparation.prepare(seen);
            return transactions.call(operator.tenant(), () -> {
                ModelVersionEntity managed = versions.find(model, version).orElseThrow();
                change.accept(managed);
                record(action, managed, AuditOutcome.SUCCESS, Map.of("sha256", managed.sha256()), operator);
                return catalogue.view(managed);
            });
        } catch (InvalidPackException e) {
            throw refused(action, ModelVersionEntity.id(model, version), e, operator);
        } finally {
            changes.unlock();
        }
    }

    private void bringIntoMemory(ModelVersionEntity entity) {
        if (!inference.isLoaded(entity.modelName(), entity.version())) {
            ModelPack pack = store.open(entity.path(), entity.sha256());
            trust.require(pack.manifest());
            inference.load(pack);
        }
    }

    private PlatformException refused(String action, String object, InvalidPackException e, Operator operator) {
        LOG.warnf("%s %s refused: %s", action, object, e.getMessage());
        transactions.run(
                operator.tenant(),
                () -> audit.append(new AuditEvent(
                        operator.tenant(),
                        operator.name(),
                        action,
                        "model/" + object,
                        AuditOutcome.REFUSED,
                        Map.of("faults", e.faults()))));
        return new PlatformException(
                RuntimeErrorCode.MODEL_PACK_INVALID,
                "The model pack is refused: " + String.join("; ", e.faults()) + ".",
                Map.of("faults", e.faults()),
                e);
    }

    private void record(
            String action, ModelVersionEntity entity, AuditOutcome outcome, Map<String, ?> details, Operator operator) {
        audit.append(new AuditEvent(
                operator.tenant(),
                operator.name(),
                action,
                "model/" + entity.modelName() + ":" + entity.version(),
                outcome,
                details));
    }

    // --- starting

    /** Loads what was in memory when the service last ran and lets the latest activated versions serve. */
    void restore() {
        changes.lock();
        try {
            Map<String, ModelVersionEntity> serving = new HashMap<>();
            for (ModelVersionEntity entity : catalogue.read(versions::all)) {
                boolean wanted = entity.state().isInMemory()
                        || (entity.state() == VersionState.FAILED && entity.activatedAt() != null);
                if (!wanted) continue;
                try {
                    bringIntoMemory(entity);
                } catch (InvalidPackException e) {
                    LOG.errorf("model %s:%s does not serve: %s", entity.modelName(), entity.version(), e.getMessage());
                    markFailed(entity, e);
                    continue;
                }
                if (entity.state() == VersionState.FAILED) markRecovered(entity);
                if (entity.activatedAt() != null && entity.state() != VersionState.LOADED) {
                    serving.merge(entity.modelName(), entity, (a, b) -> byActivation(a, b) >= 0 ? a : b);
                }
            }
            for (ModelVersionEntity entity : serving.values()) {
                String model = entity.modelName();
                Map<String, String> aliases = catalogue.versionsByAlias(model);
                String champion = aliases.getOrDefault(Alias.CHAMPION, entity.version());
                // A champion that cannot be loaded leaves its place, not its name, to the one before it.
                inference.makeDefault(model, inference.isLoaded(model, champion) ? champion : entity.version());
                inference.setAliases(model, aliases);
            }
        } finally {
            changes.unlock();
        }
    }

    private void markFailed(ModelVersionEntity entity, InvalidPackException e) {
        transactions.run(TenantId.PLATFORM, () -> {
            versions.find(entity.modelName(), entity.version()).orElseThrow().failed(String.join("; ", e.faults()));
            record(
                    "model.load",
                    entity,
                    AuditOutcome.FAILURE,
                    Map.of("faults", e.faults()),
                    new Operator(TenantId.PLATFORM, SYSTEM));
        });
    }

    private void markRecovered(ModelVersionEntity entity) {
        transactions.run(TenantId.PLATFORM, () -> {
            ModelVersionEntity managed =
                    versions.find(entity.modelName(), entity.version()).orElseThrow();
            managed.activated(entity.activatedAt() == null ? clock.instant() : entity.activatedAt());
            record(
                    "model.load",
                    entity,
                    AuditOutcome.SUCCESS,
                    Map.of("sha256", entity.sha256()),
                    new Operator(TenantId.PLATFORM, SYSTEM));
        });
    }

    /** Whether a new bundled version should serve: nothing does, or only older bundled versions ever did. */
    boolean shouldServe(String model, String version) {
        List<ModelVersionEntity> active = catalogue.read(() -> versions.ofModel(model)).stream()
                .filter(entity -> entity.activatedAt() != null)
                .toList();
        return active.stream()
                .allMatch(entity -> entity.source() == PackSource.BUNDLED
                        && PackManifest.compareVersions(entity.version(), version) < 0);
    }
}
