package io.trivium.industrial.model;

import io.trivium.core.model.ModelReference;
import java.time.Instant;
import java.util.List;

/**
 * The probable failure modes of an asset in the near future.
 *
 * @param until as far as is looked ahead: the horizon of the asset's remaining life
 * @param probability that it fails until then, in any mode; the modes' probabilities sum to it
 * @param modes the most probable first
 * @param modelVersion model that predicted it
 */
public record FailureOutlook(
        Instant until, double probability, List<ModeProbability> modes, ModelReference modelVersion) {

    /**
     * One of the ways to fail.
     *
     * @param mode in the model's words, such as {@code bearing}
     * @param code the failure mode of ISO 14224 in which it mostly shows, such as {@code VIB}
     * @param probability in [0, 1]
     */
    public record ModeProbability(String mode, String code, double probability) {}
}
