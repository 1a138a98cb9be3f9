package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDManager;
import io.trivium.runtime.training.network.MoeNetwork;

/** A term in addition to the loss of a training's own rows, such as one that keeps a network from forgetting. */
@FunctionalInterface
public interface AddedLoss {
    /**
     * Adds this term's gradient, times its weight, to that of the network's weights.
     *
     * @param scope of the step
     * @param seed of the step: all draws follow from it alone, so that a training continues where it stopped
     * @return the term, times its weight
     */
    double add(NDManager scope, MoeNetwork network, long seed);
}
