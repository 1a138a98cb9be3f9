package io.trivium.runtime.registry;

import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.PackThreads;
import io.trivium.runtime.registry.store.PackTrials;
import io.trivium.runtime.registry.store.PackTrust;
import io.trivium.runtime.registry.store.VersionLoaded;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
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
    private final ModelStore store;
    private final PackTrust trust;
    private final PackTrials trials;
    private final PackThreads threads;
    private final InferenceService inference;
    private final Event<VersionLoaded> loaded;
    /** By version: who comes while one is loaded, or refused, gets the same result. */
    private final Map<String, FutureTask<ModelPack>> loading = new ConcurrentHashMap<>();

    VersionLoader(
            ModelStore store,
            PackTrust trust,
            PackTrials trials,
            PackThreads threads,
            InferenceService inference,
            Event<VersionLoaded> loaded) {
        this.store = store;
        this.trust = trust;
        this.trials = trials;
        this.threads = threads;
        this.inference = inference;
        this.loaded = loaded;
    }

    /**
     * Loads a version; does nothing when it is loaded.
     *
     * @throws InvalidPackException when its pack is not the registered one, not trusted or not servable
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
        ModelPack pack = threads.call(() -> store.open(entity.path(), entity.sha256()));
        if (inference.isLoaded(entity.modelName(), entity.version())) return pack;
        trust.require(pack.manifest(), entity.needsSignature());
        // Packs of the installation are as trusted as its program, and there are many at the first start.
        boolean tried = entity.source() != PackSource.BUNDLED;
        threads.call(() -> {
            if (tried) trials.require(pack); // reads and hashes the graphs
            inference.load(pack);
            return pack;
        });
        loaded.fire(new VersionLoaded(entity.modelName(), entity.version()));
        return pack;
    }
}
