package io.trivium.runtime.registry;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.registry.store.RegistryLock;
import io.trivium.runtime.registry.store.VersionState;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Applies the changes of other replicas (loads, promotions, rollbacks, unloads) to this process. While there are no
 * changes, only three numbers are read. Thread-safe.
 */
@ApplicationScoped
class RegistryFollower {
    private static final Logger LOG = Logger.getLogger(RegistryFollower.class);
    /** A version that cannot be loaded, perhaps because its pack is still being copied, is tried again after this. */
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(30);

    private final ModelVersionRepository versions;
    private final PromotionRepository promotions;
    private final ModelCatalogue catalogue;
    private final VersionLoader loader;
    private final InferenceService inference;
    private final RegistryLock changes;
    private final ExpectedModels expected;
    private final InstantSource clock;

    private Optional<State> seen = Optional.empty();
    private Set<String> inMemory = Set.of();
    private final Map<String, Instant> refused = new HashMap<>();

    /** The values that differ after each change of the registry. */
    private record State(long changes, long versions, long lastPromotion) {}

    RegistryFollower(
            ModelVersionRepository versions,
            PromotionRepository promotions,
            ModelCatalogue catalogue,
            VersionLoader loader,
            InferenceService inference,
            RegistryLock changes,
            ExpectedModels expected,
            InstantSource clock) {
        this.versions = versions;
        this.promotions = promotions;
        this.catalogue = catalogue;
        this.loader = loader;
        this.inference = inference;
        this.changes = changes;
        this.expected = expected;
        this.clock = clock;
    }

    @Scheduled(
            identity = "registry-follow",
            every = "${platform.runtime.registry.follow-interval:2s}",
            delayed = "${platform.runtime.registry.follow-interval:2s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            follow();
        } catch (RuntimeException e) {
            LOG.warnf("changes that other replicas made are not followed for the moment: %s", e.getMessage());
        }
    }

    private void follow() {
        if (!inference.isReady()) return;
        Optional<State> now = Optional.of(state());
        if (now.equals(seen) && refused.values().stream().noneMatch(this::isDue)) return;
        // Changes of this process do not wait for the graphs of others.
        Map<ModelName, Map<String, VersionNumber>> named = aliases();
        for (ModelVersion entity : read(named)) if (isWanted(entity, named)) load(entity);
        changes.lock();
        try {
            Map<ModelName, Map<String, VersionNumber>> aliases = aliases();
            Set<String> wanted = new HashSet<>();
            List<ModelVersion> all = read(aliases);
            for (ModelVersion entity : all) {
                if (isWanted(entity, aliases) && load(entity)) wanted.add(id(entity));
            }
            aliases.forEach(this::point);
            for (ModelVersion entity : all) {
                boolean ended = entity.state() == VersionState.DELETED
                        || (inMemory.contains(id(entity)) && !entity.state().isInMemory());
                if (ended) unload(entity, aliases);
            }
            inMemory = Set.copyOf(wanted);
            seen = now;
        } finally {
            changes.unlock();
        }
    }

    private boolean isDue(Instant refusedAt) {
        return !clock.instant().isBefore(refusedAt.plus(TRY_AGAIN_AFTER));
    }

    private State state() {
        return catalogue.read(() -> {
            ModelVersionRepository.Changes counted = versions.changes();
            return new State(counted.made(), counted.rows(), promotions.lastId());
        });
    }

    private Map<ModelName, Map<String, VersionNumber>> aliases() {
        Map<ModelName, Map<String, VersionNumber>> aliases = new HashMap<>();
        for (Promotion each : catalogue.read(promotions::current)) {
            VersionNumber version = each.version();
            if (version == null) continue;
            aliases.computeIfAbsent(each.modelName(), model -> new HashMap<>()).put(each.alias(), version);
        }
        return aliases;
    }

    /** Versions that should be in memory or are in this one. */
    private List<ModelVersion> read(Map<ModelName, Map<String, VersionNumber>> aliases) {
        Set<String> ids = new HashSet<>(inMemory);
        for (ModelName model : inference.models()) {
            for (VersionNumber version : inference.versions(model)) ids.add(ModelVersion.id(model, version));
        }
        aliases.forEach((model, named) -> {
            VersionNumber champion = named.get(Alias.CHAMPION);
            if (champion != null) ids.add(ModelVersion.id(model, champion));
        });
        return catalogue.read(() -> versions.inMemoryOr(ids));
    }

    private static boolean isWanted(ModelVersion entity, Map<ModelName, Map<String, VersionNumber>> aliases) {
        boolean champion = entity.version()
                .equals(aliases.getOrDefault(entity.modelName(), Map.of()).get(Alias.CHAMPION));
        return entity.state().isInMemory() || (champion && entity.state() == VersionState.FAILED);
    }

    private boolean load(ModelVersion entity) {
        String id = id(entity);
        Instant refusedAt = refused.get(id);
        if (refusedAt != null && !isDue(refusedAt)) return false;
        try {
            boolean here = inference.isLoaded(entity.modelName(), entity.version());
            loader.load(entity);
            refused.remove(id);
            expected.cleared(id);
            if (!here) LOG.infof("loaded model %s, as another replica did", id);
            return true;
        } catch (InvalidPackException e) {
            expected.failed(id, String.join("; ", e.faults()));
            if (refused.put(id, clock.instant()) == null) {
                LOG.errorf("model %s, which another replica serves, does not serve here: %s", id, e.getMessage());
            }
            return false;
        }
    }

    private void point(ModelName model, Map<String, VersionNumber> named) {
        VersionNumber champion = named.get(Alias.CHAMPION);
        if (champion != null && inference.isLoaded(model, champion)) {
            if (!inference.defaultVersion(model).equals(Optional.of(champion))) {
                inference.makeDefault(model, champion);
                LOG.infof("champion of model %s is now version %s, as another replica has it", model, champion);
            }
        }
        inference.setAliases(model, named);
    }

    private void unload(ModelVersion entity, Map<ModelName, Map<String, VersionNumber>> aliases) {
        ModelName model = entity.modelName();
        VersionNumber version = entity.version();
        boolean serves = inference.defaultVersion(model).equals(Optional.of(version))
                || aliases.getOrDefault(model, Map.of()).containsValue(version);
        if (serves || !inference.isLoaded(model, version)) return;
        inference.unload(model, version);
        LOG.infof("unloaded model %s, as another replica did", id(entity));
    }

    private static String id(ModelVersion entity) {
        return ModelVersion.id(entity.modelName(), entity.version());
    }
}
