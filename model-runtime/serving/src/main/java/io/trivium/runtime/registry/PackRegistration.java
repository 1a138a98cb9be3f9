package io.trivium.runtime.registry;

import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.onnx.GraphCheck;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.PackThreads;
import io.trivium.runtime.registry.store.PackTrials;
import io.trivium.runtime.registry.store.PackTrust;
import io.trivium.runtime.registry.store.RegistryLock;
import io.trivium.runtime.registry.store.VersionState;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes packs into the registry, verified and audited, and deletes them. A registered version does not serve yet.
 * Thread-safe.
 */
@ApplicationScoped
class PackRegistration {
    private static final Logger LOG = Logger.getLogger(PackRegistration.class);

    /** Bodies that arrive at a time. */
    private static final int MOST_UPLOADS = 4;

    private final Semaphore uploads = new Semaphore(MOST_UPLOADS);
    private final ModelVersionRepository versions;
    private final ModelCatalogue catalogue;
    private final ModelStore store;
    private final PackTrust trust;
    private final RegistryJournal journal;
    private final RegistryLock changes;
    private final VersionRecords records;
    private final PackTrials trials;
    private final PackThreads threads;
    private final ExpertCatalogue experts;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    PackRegistration(
            ModelVersionRepository versions,
            ModelCatalogue catalogue,
            ModelStore store,
            PackTrust trust,
            RegistryJournal journal,
            RegistryLock changes,
            VersionRecords records,
            PackTrials trials,
            PackThreads threads,
            ExpertCatalogue experts,
            TenantTransactions transactions,
            InstantSource clock) {
        this.versions = versions;
        this.catalogue = catalogue;
        this.store = store;
        this.trust = trust;
        this.journal = journal;
        this.changes = changes;
        this.records = records;
        this.trials = trials;
        this.threads = threads;
        this.experts = experts;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @param created false when the very same pack was registered before */
    record Registration(ModelVersionView version, boolean created) {}

    /** Registers an uploaded pack for a model.
     * @param name of the model, as the request gives it
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_PACK_INVALID} with all faults */
    Registration upload(String name, InputStream zip, Operator operator) {
        if (!uploads.tryAcquire()) {
            throw new PlatformException(
                    RuntimeErrorCode.MODEL_REGISTRY_BUSY,
                    MOST_UPLOADS + " packs are uploaded now; send this one in a minute.");
        }
        try {
            return unpacked(name, zip, operator);
        } catch (InvalidPackException e) {
            throw journal.refused("model.register", name, e, operator);
        } finally {
            uploads.release();
        }
    }

    private Registration unpacked(String name, InputStream zip, Operator operator) {
        Path staging = store.receive(zip);
        try {
            return place(threads.call(() -> checked(name, staging)), PackSource.UPLOADED, null, operator);
        } finally {
            store.discard(staging);
        }
    }

    private ModelPack checked(String name, Path staging) {
        store.unpack(staging);
        ModelPack pack = ModelPack.open(staging);
        if (!pack.manifest().name().value().equals(name)) {
            throw new InvalidPackException(
                    "invalid model pack",
                    List.of("the pack is of model " + pack.manifest().name() + ", not " + name));
        }
        trust.require(pack.manifest(), true);
        GraphCheck.require(pack);
        store.share(pack);
        return pack;
    }

    /** Registers a pack that is stored on this machine; does nothing when it is registered. */
    Registration register(Path directory, PackSource source, Operator operator) {
        return register(directory, source, null, operator);
    }

    /**
     * As {@link #register(Path, PackSource, Operator)}, for one tenant alone.
     *
     * @param owner null for all tenants
     */
    Registration register(Path directory, PackSource source, @Nullable TenantId owner, Operator operator) {
        ModelPack pack = ModelPack.open(directory);
        trust.require(pack.manifest(), source == PackSource.UPLOADED);
        Optional<ModelVersion> known = alreadyRegistered(pack);
        if (known.isPresent()) return view(new Placed(known.orElseThrow(), false));
        GraphCheck.require(pack);
        ModelPack staged = store.stage(pack);
        try {
            return place(staged, source, owner, operator);
        } finally {
            store.discard(staged.directory());
        }
    }

    private Registration place(ModelPack staged, PackSource source, @Nullable TenantId owner, Operator operator) {
        Placed placed = changes.alone(() -> alreadyRegistered(staged)
                .map(known -> new Placed(known, false))
                .orElseGet(() -> new Placed(register(store.place(staged), source, owner, operator), true)));
        return view(placed);
    }

    private record Placed(ModelVersion version, boolean created) {}

    private Registration view(Placed placed) {
        return new Registration(catalogue.view(placed.version()), placed.created());
    }

    /**
     * Removes the files of a version that nothing needs. Its row stays, and its number is not used again.
     *
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_VERSION_NEEDED} with the reason
     */
    void delete(ModelName model, VersionNumber version, Operator operator) {
        changes.alone(() -> {
            ModelVersion entity = marked(model, version, operator);
            store.remove(entity.path());
            trials.forget(entity.sha256());
            experts.forget(model, version);
            LOG.infof("deleted model %s:%s", model, version);
            return entity;
        });
    }

    /** Marks a version as deleted while no alias can be moved to it. */
    private ModelVersion marked(ModelName model, VersionNumber version, Operator operator) {
        changes.lock();
        try {
            ModelVersion entity = catalogue.require(operator.tenant(), model, version);
            Optional<String> need = records.need(entity, operator.tenant());
            if (need.isPresent()) throw refused(entity, need.orElseThrow(), operator);
            transactions.run(operator.tenant(), () -> {
                // The row that was judged: one that was loaded or promoted since is not deleted.
                versions.update(entity, entity.deleted());
                journal.record(
                        "model.delete", entity, AuditOutcome.SUCCESS, Map.of("sha256", entity.sha256()), operator);
            });
            return entity;
        } finally {
            changes.unlock();
        }
    }

    private PlatformException refused(ModelVersion entity, String need, Operator operator) {
        transactions.run(
                operator.tenant(),
                () -> journal.record("model.delete", entity, AuditOutcome.REFUSED, Map.of("reason", need), operator));
        return new PlatformException(
                RuntimeErrorCode.MODEL_VERSION_NEEDED,
                "Version " + entity.version() + " of model " + entity.modelName() + " is not deleted: " + need + ".");
    }

    /**
     * Stores a registered pack again when its copy in the store is missing or damaged.
     *
     * @return false when the copy is intact
     */
    boolean placeAgain(Path directory) {
        ModelPack pack = ModelPack.open(directory);
        if (store.holds(pack)) return false;
        ModelPack staged = store.stage(pack);
        try {
            return changes.alone(() -> {
                if (store.holds(pack)) return false;
                LOG.warnf(
                        "the stored pack %s is damaged; it is copied again from %s",
                        store.place(staged).directory(), directory);
                return true;
            });
        } finally {
            store.discard(staged.directory());
        }
    }

    private Optional<ModelVersion> alreadyRegistered(ModelPack pack) {
        Optional<ModelVersion> known = catalogue.read(
                () -> versions.find(pack.manifest().name(), pack.manifest().version()));
        if (known.isEmpty()) return Optional.empty();
        if (known.orElseThrow().state() == VersionState.DELETED) {
            throw new PlatformException(
                    RuntimeErrorCode.MODEL_VERSION_CONFLICT,
                    "Version " + pack.manifest().version() + " of model "
                            + pack.manifest().name() + " was deleted; register the pack under another version.");
        }
        if (!known.orElseThrow().sha256().equals(pack.manifestSha256())) {
            throw new PlatformException(
                    RuntimeErrorCode.MODEL_VERSION_CONFLICT,
                    "Version " + pack.manifest().version() + " of model "
                            + pack.manifest().name() + " is registered with other content.",
                    Map.of("registered", known.orElseThrow().sha256(), "offered", pack.manifestSha256()));
        }
        return known;
    }

    private ModelVersion register(ModelPack stored, PackSource source, @Nullable TenantId owner, Operator operator) {
        ModelVersion entity =
                ModelVersion.of(stored, store.pathOf(stored), source, owner, clock.instant(), operator.name());
        transactions.run(operator.tenant(), () -> {
            versions.add(entity, clock.instant());
            journal.record("model.register", entity, AuditOutcome.SUCCESS, Map.of("sha256", entity.sha256()), operator);
        });
        FaultPoint.pass("runtime.pack.registered");
        LOG.infof("registered model %s:%s", entity.modelName(), entity.version());
        return entity;
    }
}
