package io.trivium.runtime.registry;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.PackThreads;
import io.trivium.runtime.registry.store.PackTrials;
import io.trivium.runtime.registry.store.PackTrust;
import io.trivium.runtime.registry.store.Places;
import io.trivium.runtime.registry.store.VersionLoaded;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/**
 * Brings registered versions into memory: verified, and those that were uploaded or trained after a trial in a process
 * of its own. It takes as long as the graphs take to open and run, so callers do not hold the registry's lock where they
 * can avoid it. Thread-safe.
 */
@ApplicationScoped
class VersionLoader {
    /** Versions whose files are read and opened at a time; each takes memory for its files twice until it is open. */
    private static final int AT_ONCE = 2;

    private final Places places = new Places(
            AT_ONCE, Duration.ofMinutes(1), "Other versions are being loaded; load this one again in a minute.");
    private final ModelStore store;
    private final PackTrust trust;
    private final PackTrials trials;
    private final PackThreads threads;
    private final InferenceService inference;
    private final ModelCatalogue catalogue;
    private final Event<VersionLoaded> loaded;
    /** By version: who comes while one is loaded, or refused, gets the same result. */
    private final Map<String, FutureTask<ModelPack>> loading = new ConcurrentHashMap<>();

    VersionLoader(
            ModelStore store,
            PackTrust trust,
            PackTrials trials,
            PackThreads threads,
            InferenceService inference,
            ModelCatalogue catalogue,
            Event<VersionLoaded> loaded) {
        this.store = store;
        this.trust = trust;
        this.trials = trials;
        this.threads = threads;
        this.inference = inference;
        this.catalogue = catalogue;
        this.loaded = loaded;
    }

    /**
     * Loads a version; does nothing when it is loaded.
     *
     * @throws InvalidPackException when its pack is not the registered one, not trusted or not servable
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_REGISTRY_BUSY} when others are loaded or on trial for too
     *     long; {@link RuntimeErrorCode#MODEL_VERSION_NOT_FOUND} when it was deleted while it was loaded
     */
    void load(ModelVersion entity) {
        if (inference.isLoaded(entity.modelName(), entity.version())) return;
        String id = ModelVersion.id(entity.modelName(), entity.version());
        FutureTask<ModelPack> mine = new FutureTask<>(() -> loadOnce(entity));
        FutureTask<ModelPack> first = loading.putIfAbsent(id, mine);
        if (first == null) {
            try {
                mine.run();
            } finally {
                loading.remove(id, mine);
            }
        }
        PackThreads.result(first == null ? mine : first);
    }

    private ModelPack loadOnce(ModelVersion entity) {
        ModelPack pack = threads.call(() -> {
            // Packs of the installation are as trusted as its program, and there are many at the first start.
            if (entity.source() != PackSource.BUNDLED) trials.require(entity.sha256(), () -> open(entity));
            return places.call(() -> {
                ModelPack opened = open(entity);
                inference.load(opened);
                return opened;
            });
        });
        try {
            var _ = catalogue.require(entity.modelName(), entity.version());
        } catch (PlatformException e) {
            inference.unload(entity.modelName(), entity.version());
            throw e;
        }
        loaded.fire(new VersionLoaded(entity.modelName(), entity.version()));
        return pack;
    }

    /** Reads and hashes the files. */
    private ModelPack open(ModelVersion entity) {
        ModelPack pack = store.open(entity.path(), entity.sha256());
        trust.require(pack.manifest(), entity.needsSignature());
        return pack;
    }
}
