package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that should serve in this process: those with a bundled pack, and those with a champion. Thread-safe.
 */
@ApplicationScoped
class ExpectedModels {
    private final ModelVersionRepository versions;
    private final PromotionRepository promotions;
    private final ModelCatalogue catalogue;
    private final InferenceService inference;
    private final Map<ModelName, VersionNumber> bundled = new ConcurrentHashMap<>();
    private final Map<String, String> faults = new ConcurrentHashMap<>();

    ExpectedModels(
            ModelVersionRepository versions,
            PromotionRepository promotions,
            ModelCatalogue catalogue,
            InferenceService inference) {
        this.versions = versions;
        this.promotions = promotions;
        this.catalogue = catalogue;
        this.inference = inference;
    }

    /** Expects the newest of the bundled versions of each model, until the model has a champion. */
    void bundled(ModelName model, VersionNumber version) {
        bundled.merge(model, version, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /**
     * Keeps why a version does not serve.
     *
     * @param id model and version, or the directory of a pack that cannot be read
     * @return false when the reason is the known one
     */
    boolean failed(String id, String reason) {
        return !reason.equals(faults.put(id, reason));
    }

    void cleared(String id) {
        faults.remove(id);
    }

    /** The models that do not serve as they should, and why; empty when all do. */
    SortedMap<String, String> unserved() {
        Map<ModelName, VersionNumber> wanted = new TreeMap<>(bundled);
        catalogue.read(promotions::current).stream()
                .filter(each -> each.alias().equals(Alias.CHAMPION) && each.version() != null)
                .forEach(each -> wanted.put(each.modelName(), each.version()));
        SortedMap<String, String> unserved = new TreeMap<>(faults);
        wanted.forEach((model, version) -> {
            Optional<VersionNumber> serving = inference.defaultVersion(model);
            if (serving.equals(Optional.of(version))) return;
            String id = ModelVersion.id(model, version);
            String reason = Optional.ofNullable(faults.get(id))
                    .or(() ->
                            catalogue.read(() -> versions.find(model, version)).map(ModelVersion::failure))
                    .orElse("it is not loaded in this process yet");
            unserved.put(
                    id,
                    reason
                            + serving.map(other -> "; version " + other + " serves")
                                    .orElse(""));
        });
        return unserved;
    }
}
