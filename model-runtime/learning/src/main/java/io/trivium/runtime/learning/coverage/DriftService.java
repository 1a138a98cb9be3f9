package io.trivium.runtime.learning.coverage;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.coverage.DriftView.InputDrift;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.manifest.ManifestService.ManifestProfile;
import io.trivium.runtime.learning.manifest.ValueBins;
import io.trivium.runtime.learning.store.LearningConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares data sets. Thread-safe. */
@ApplicationScoped
class DriftService {
    private static final Comparator<InputDrift> FARTHEST_FIRST =
            Comparator.comparingDouble(DriftService::distance).reversed().thenComparing(InputDrift::input);

    private final ManifestService manifests;
    private final LearningConfig config;

    DriftService(ManifestService manifests, LearningConfig config) {
        this.manifests = manifests;
        this.config = config;
    }

    /**
     * Compares a manifest with another.
     *
     * @param against null for the one before it
     */
    DriftView compare(TenantId tenant, UUID id, @Nullable UUID against) {
        ManifestProfile current = manifests.profile(tenant, id);
        UUID other = against == null ? current.previousId() : against;
        if (other == null) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_MANIFEST_NO_PREVIOUS,
                    "It is the first manifest of its task; name one to compare it with.");
        }
        ManifestProfile reference = manifests.profile(tenant, other);
        if (!reference.header().task().equals(current.header().task())) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_MANIFEST_INVALID,
                    "Manifests of different tasks cannot be compared.",
                    Map.of("field", "against"));
        }
        List<InputDrift> inputs = new ArrayList<>();
        current.inputs().forEach((input, bins) -> {
            ValueBins before = reference.inputs().get(input);
            if (before != null) {
                inputs.add(new InputDrift(
                        input, StabilityIndex.ofOrdered(before.counts(), bins.counts(), config.driftFloor())));
            }
        });
        inputs.sort(FARTHEST_FIRST);
        return new DriftView(id, other, config.driftFloor(), labels(reference, current), inputs);
    }

    private StabilityIndex labels(ManifestProfile reference, ManifestProfile current) {
        Map<String, long[]> byLabel = new TreeMap<>();
        add(byLabel, reference, 0);
        add(byLabel, current, 1);
        return StabilityIndex.ofGroups(List.copyOf(byLabel.values()), config.driftFloor());
    }

    private static void add(Map<String, long[]> byLabel, ManifestProfile profile, int side) {
        profile.header()
                .counts()
                .labels()
                .values()
                .forEach(part -> part.forEach(
                        (label, count) -> byLabel.computeIfAbsent(label, each -> new long[2])[side] += count));
    }

    private static double distance(InputDrift input) {
        Double index = input.drift().index();
        return index == null ? -1 : index;
    }
}
