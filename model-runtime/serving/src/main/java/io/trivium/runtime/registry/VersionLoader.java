package io.trivium.runtime.registry;

import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackTrust;
import io.trivium.runtime.registry.store.VersionLoaded;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

/** Brings registered versions into memory, verified. */
@ApplicationScoped
class VersionLoader {
    private final ModelStore store;
    private final PackTrust trust;
    private final InferenceService inference;
    private final Event<VersionLoaded> loaded;

    VersionLoader(ModelStore store, PackTrust trust, InferenceService inference, Event<VersionLoaded> loaded) {
        this.store = store;
        this.trust = trust;
        this.inference = inference;
        this.loaded = loaded;
    }

    /**
     * Loads a version; does nothing when it is loaded.
     *
     * @throws InvalidPackException when its pack is not the registered one, not trusted or not servable
     */
    void load(ModelVersionEntity entity) {
        if (!inference.isLoaded(entity.modelName(), entity.version())) {
            ModelPack pack = store.open(entity.path(), entity.sha256());
            trust.require(pack.manifest(), entity.needsSignature());
            inference.load(pack);
            loaded.fire(new VersionLoaded(entity.modelName(), entity.version()));
        }
    }
}
