package io.trivium.runtime.registry;

import io.quarkus.runtime.StartupEvent;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.PackTrust;
import io.trivium.runtime.registry.store.RegistryConfig;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** Brings back the registry's models at start and registers the packs shipped with the platform. */
@ApplicationScoped
class RegistryStartup {
    private static final Logger LOG = Logger.getLogger(RegistryStartup.class);

    private final RegistryConfig config;
    private final ModelRegistry registry;
    private final PackRegistration registration;
    private final RegistryRestoration restoration;
    private final PackTrust trust;
    private final InferenceService inference;

    RegistryStartup(
            RegistryConfig config,
            ModelRegistry registry,
            PackRegistration registration,
            RegistryRestoration restoration,
            PackTrust trust,
            InferenceService inference) {
        this.config = config;
        this.registry = registry;
        this.registration = registration;
        this.restoration = restoration;
        this.trust = trust;
        this.inference = inference;
    }

    private static final String FIRST_CHAMPION = "Bundled with the platform; the model had no champion yet";

    void start(@Observes StartupEvent event) {
        trust.check();
        restoration.restore();
        registerBundled(config.packs().orElse(List.of()));
        inference.markReady();
    }

    /** A bad pack is reported and left out; it never keeps the others from serving. */
    void registerBundled(List<Path> directories) {
        List<Path> packs;
        try {
            packs = ModelStore.packsIn(directories);
        } catch (IOException e) {
            LOG.errorf(e, "bundled packs cannot be listed: %s", directories);
            return;
        }
        for (Path pack : packs) {
            try {
                PackRegistration.Registration registered =
                        registration.register(pack, PackSource.BUNDLED, Operator.SYSTEM);
                ModelVersionView version = registered.version();
                if (registered.created() && restoration.shouldServe(version.name(), version.version())) {
                    registry.activate(version.name(), version.version(), FIRST_CHAMPION, Operator.SYSTEM);
                }
            } catch (InvalidPackException | PlatformException e) {
                LOG.errorf("bundled pack %s is left out: %s", pack, e.getMessage());
            }
        }
    }
}
