package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.TrustedKeys;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.PackTrials;
import io.trivium.runtime.registry.store.PackTrust;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The packs of registered versions, for those who compare or train and do not serve. Thread-safe. */
@ApplicationScoped
public class RegisteredPacks {
    private final ModelCatalogue catalogue;
    private final ModelStore store;
    private final PackTrust trust;
    private final PackTrials trials;

    RegisteredPacks(ModelCatalogue catalogue, ModelStore store, PackTrust trust, PackTrials trials) {
        this.catalogue = catalogue;
        this.store = store;
        this.trust = trust;
        this.trials = trials;
    }

    /**
     * Opens the pack of a version with all its files, whose graphs have passed a trial.
     *
     * @throws io.trivium.core.error.PlatformException {@code model-version-not-found}
     * @throws InvalidPackException when a file is missing or changed, it is not the registered pack, or a graph of it
     *     failed its trial
     */
    public ModelPack require(ModelName model, VersionNumber version) {
        ModelVersion entity = catalogue.require(model, version);
        ModelPack pack =
                ModelPack.open(store.open(entity.path(), entity.sha256()).directory());
        if (pack.manifestSha256().equals(entity.sha256())) {
            if (entity.source() != PackSource.BUNDLED) trials.require(pack);
            return pack;
        }
        throw new InvalidPackException(
                "invalid model pack " + entity.path(),
                List.of("manifest.json was changed while the pack was read; register the version again"));
    }

    /**
     * As {@link #require}, for a pack that is to serve.
     *
     * @throws InvalidPackException also when its signature is wrong, or missing where one is required
     */
    public ModelPack requireTrusted(ModelName model, VersionNumber version) {
        ModelPack pack = require(model, version);
        trust.require(pack.manifest(), catalogue.require(model, version).needsSignature());
        return pack;
    }

    /** The keys whose signatures are trusted. */
    public TrustedKeys trust() {
        return trust.keys();
    }
}
