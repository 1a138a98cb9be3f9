package io.trivium.runtime.registry;

import io.quarkus.runtime.StartupEvent;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.InvalidPackException;
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
    private final PackTrust trust;
    private final InferenceService inference;

    RegistryStartup(RegistryConfig config, ModelRegistry registry, PackTrust trust, InferenceService inference) {
        this.config = config;
        this.registry = registry;
        this.trust = trust;
        this.inference = inference;
    }

    void start(@Observes StartupEvent event) {
        trust.check();
        registry.restore();
        registerBundled(config.packs().orElse(List.of()));
        inference.markReady();
    }

    /** A bad pack is reported and left out; it never keeps the others from serving. */
    void registerBundled(List<Path> directories) {
        ModelRegistry.Operator system = new ModelRegistry.Operator(TenantId.PLATFORM, ModelRegistry.SYSTEM);
        List<Path> packs;
        try {
            packs = ModelStore.packsIn(directories);
        } catch (IOException e) {
            LOG.errorf(e, "bundled packs cannot be listed: %s", directories);
            return;
        }
        for (Path pack : packs) {
            try {
                ModelRegistry.Registration registration = registry.register(pack, PackSource.BUNDLED, system);
                ModelVersionView version = registration.version();
                if (registration.created() && registry.shouldServe(version.name(), version.version())) {
                    registry.activate(version.name(), version.version(), system);
                }
            } catch (InvalidPackException | PlatformException e) {
                LOG.errorf("bundled pack %s is left out: %s", pack, e.getMessage());
            }
        }
    }
}
