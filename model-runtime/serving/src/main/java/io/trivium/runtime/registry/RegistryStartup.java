package io.trivium.runtime.registry;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.PackTrust;
import io.trivium.runtime.registry.store.RegistryConfig;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Brings back the registry's models at start and registers the packs shipped with the platform. */
@ApplicationScoped
class RegistryStartup {
    private static final Logger LOG = Logger.getLogger(RegistryStartup.class);
    private static final String FIRST_CHAMPION = "Bundled with the platform; the model had no champion yet";

    private final RegistryConfig config;
    private final ModelRegistry registry;
    private final PackRegistration registration;
    private final RegistryRestoration restoration;
    private final PackTrust trust;
    private final InferenceService inference;
    private final ExpectedModels expected;
    private volatile List<Path> leftOut = List.of();

    RegistryStartup(
            RegistryConfig config,
            ModelRegistry registry,
            PackRegistration registration,
            RegistryRestoration restoration,
            PackTrust trust,
            InferenceService inference,
            ExpectedModels expected) {
        this.config = config;
        this.registry = registry;
        this.registration = registration;
        this.restoration = restoration;
        this.trust = trust;
        this.inference = inference;
        this.expected = expected;
    }

    void start(@Observes StartupEvent event) {
        trust.check();
        restoration.restore();
        registerBundled(config.packs().orElse(List.of()));
        inference.markReady();
    }

    /** A pack that cannot be used now is reported and tried again; it never keeps the others from serving. */
    void registerBundled(List<Path> directories) {
        try {
            serve(ModelStore.packsIn(directories));
        } catch (IOException e) {
            LOG.errorf(e, "bundled packs cannot be listed: %s", directories);
        }
    }

    @Scheduled(
            identity = "registry-bundled",
            every = "30s",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tryAgain() {
        List<Path> packs = leftOut;
        if (inference.isReady() && !packs.isEmpty()) serve(packs);
    }

    private synchronized void serve(List<Path> packs) {
        List<Path> failed = new ArrayList<>();
        for (Path pack : packs) {
            String id = pack.toString();
            try {
                ModelVersionView version = registration
                        .register(pack, PackSource.BUNDLED, Operator.SYSTEM)
                        .version();
                serve(pack, version);
                expected.cleared(id);
            } catch (RuntimeException e) { // of the pack, the disk or the database
                failed.add(pack);
                if (expected.failed(id, "the bundled pack is left out: " + e.getMessage())) {
                    LOG.errorf("bundled pack %s is left out: %s", pack, e.getMessage());
                }
            }
        }
        leftOut = List.copyOf(failed);
    }

    /** Whatever an earlier start was interrupted at: a version that is registered, loaded or damaged serves now. */
    private void serve(Path pack, ModelVersionView version) {
        ModelName model = new ModelName(version.name());
        expected.bundled(model, new VersionNumber(version.version()));
        if (inference.isLoaded(model, new VersionNumber(version.version()))) return;
        if (registration.placeAgain(pack)) restoration.restore();
        if (restoration.shouldServe(model, new VersionNumber(version.version()))) {
            registry.activate(model, new VersionNumber(version.version()), FIRST_CHAMPION, Operator.SYSTEM);
        }
    }
}
