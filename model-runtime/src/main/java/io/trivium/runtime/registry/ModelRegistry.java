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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
    private final ModelStore store;
    private final InferenceService inference;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;
    private final ReentrantLock changes = new ReentrantLock();

    ModelRegistry(
            ModelVersionRepository versions,
            ModelStore store,
            InferenceService inference,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.versions = versions;
        this.store = store;
        this.inference = inference;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who makes a change, as the audit log records it. */
    record Operator(TenantId tenant, String name) {}

    /** @param created false when the very same pack was registered before */
    record Registration(ModelVersionView version, boolean created) {}

    // --- reading

    List<ModelView> models() {
        Map<String, List<ModelVersionView>> byName = new LinkedHashMap<>();
        for (ModelVersionEntity entity : read(versions::all)) {
            byName.computeIfAbsent(entity.modelName(), name -> new ArrayList<>())
                    .add(view(entity));
        }
        List<ModelView> models = new ArrayList<>();
        byName.forEach((name, list) -> models.add(model(name, list)));
        return models;
    }

    ModelView model(String name) {
        List<ModelVersionView> list =
                read(() -> versions.ofModel(name)).stream().map(this::view).toList();
        if (list.isEmpty())
            throw new PlatformException(RuntimeErrorCode.MODEL_NOT_FOUND, "There is no model " + name + " here.");
        return model(name, list);
    }

    private ModelView model(String name, List<ModelVersionView> list) {
        List<ModelVersionView> newestFirst = list.stream()
                .sorted(Comparator.comparing(ModelVersionView::version, PackManifest::compareVersions)
                        .reversed())
                .toList();
        return new ModelView(name, inference.defaultVersion(name).orElse(null), newestFirst);
    }

    ModelVersionView version(String model, String version) {
        return view(require(model, version));
    }

    private ModelVersionView view(ModelVersionEntity entity) {
        return ModelVersionView.of(
                entity, inference.defaultVersion(entity.modelName()).equals(Optional.of(entity.version())));
    }

    private <T> T read(java.util.function.Supplier<T> query) {
        return transactions.call(TenantId.PLATFORM, query);
    }

    private ModelVersionEntity require(String model, String version) {
        return read(() -> versions.find(model, version))
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.MODEL_VERSION_NOT_FOUND,
                        "There is no version " + version + " of model " + model + " here."));
    }

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
            Optional<Registration> known = alreadyRegistered(pack);
            return known.isPresent()
                    ? known.orElseThrow()
                    : new Registration(register(store.keep(pack), source, operator), true);
        } finally {
            changes.unlock();
        }
    }

    private Optional<Registration> alreadyRegistered(ModelPack pack) {
        Optional<ModelVersionEntity> known =
                read(() -> versions.find(pack.manifest().name(), pack.manifest().version()));
        if (known.isEmpty()) return Optional.empty();
        if (!known.orElseThrow().sha256().equals(pack.manifestSha256())) {
            throw new PlatformException(
                    RuntimeErrorCode.MODEL_VERSION_CONFLICT,
                    "Version " + pack.manifest().version() + " of model "
                            + pack.manifest().name() + " is registered with other content.",
                    Map.of("registered", known.orElseThrow().sha256(), "offered", pack.manifestSha256()));
        }
        return Optional.of(new Registration(view(known.orElseThrow()), false));
    }

    private ModelVersionView register(ModelPack stored, PackSource source, Operator operator) {
        ModelVersionEntity entity =
                new ModelVersionEntity(stored, store.pathOf(stored), source, clock.instant(), operator.name());
        transactions.run(operator.tenant(), () -> {
            versions.add(entity, clock.instant());
            record("model.register", entity, AuditOutcome.SUCCESS, Map.of("sha256", entity.sha256()), operator);
        });
        LOG.infof("registered model %s:%s", entity.modelName(), entity.version());
        return view(entity);
    }

    /** Loads a version beside those that serve; it then answers requests that name it. */
    ModelVersionView load(String model, String version, Operator operator) {
        return change("model.load", model, version, operator, entity -> {
            bringIntoMemory(entity);
            return ModelVersionEntity::loaded;
        });
    }

    /** Loads a version if need be and gives it the requests that name no version. */
    ModelVersionView activate(String model, String version, Operator operator) {
        changes.lock();
        try {
            change("model.activate", model, version, operator, entity -> {
                bringIntoMemory(entity);
                return managed -> managed.activated(clock.instant());
            });
            inference.makeDefault(model, version);
            LOG.infof("model %s now serves version %s", model, version);
            return version(model, version);
        } finally {
            changes.unlock();
        }
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
            change("model.unload", model, version, operator, entity -> ModelVersionEntity::unloaded);
            successor.ifPresent(next -> inference.makeDefault(model, next.version()));
            inference.unload(model, version);
            return version(model, version);
        } finally {
            changes.unlock();
        }
    }

    private Optional<ModelVersionEntity> latestActive(String model, String except) {
        return read(() -> versions.ofModel(model)).stream()
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
            ModelVersionEntity seen = require(model, version);
            var change = preparation.prepare(seen);
            return transactions.call(operator.tenant(), () -> {
                ModelVersionEntity managed = versions.find(model, version).orElseThrow();
                change.accept(managed);
                record(action, managed, AuditOutcome.SUCCESS, Map.of("sha256", managed.sha256()), operator);
                return view(managed);
            });
        } catch (InvalidPackException e) {
            throw refused(action, ModelVersionEntity.id(model, version), e, operator);
        } finally {
            changes.unlock();
        }
    }

    private void bringIntoMemory(ModelVersionEntity entity) {
        if (!inference.isLoaded(entity.modelName(), entity.version())) {
            inference.load(store.open(entity.path(), entity.sha256()));
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
            for (ModelVersionEntity entity : read(versions::all)) {
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
            serving.forEach((model, entity) -> inference.makeDefault(model, entity.version()));
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
        List<ModelVersionEntity> active = read(() -> versions.ofModel(model)).stream()
                .filter(entity -> entity.activatedAt() != null)
                .toList();
        return active.stream()
                .allMatch(entity -> entity.source() == PackSource.BUNDLED
                        && PackManifest.compareVersions(entity.version(), version) < 0);
    }
}
