package io.trivium.runtime.learning.coverage;

import java.util.List;
import java.util.UUID;

/**
 * The distance of a data set from another one.
 *
 * @param against the reference
 * @param floor with fewer examples on a side there is no result
 * @param labels the shares of the labels
 * @param inputs each input that both have, the farthest first
 */
public record DriftView(UUID manifest, UUID against, long floor, StabilityIndex labels, List<InputDrift> inputs) {

    /**
     * One input.
     *
     * @param input tensor and column, or tensor and {@code mean} or {@code deviation} where it has many elements
     */
    public record InputDrift(String input, StabilityIndex drift) {}
}
