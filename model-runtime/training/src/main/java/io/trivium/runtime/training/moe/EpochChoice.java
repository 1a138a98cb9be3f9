package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDManager;
import io.trivium.runtime.training.network.MoeNetwork;
import java.util.Map;

/** The choice of the epoch whose weights are kept, where that is not by the task's own metric. */
@FunctionalInterface
public interface EpochChoice {
    /**
     * The quality of some weights, larger is better.
     *
     * @param network with the weights that would be kept
     * @param validation the task's metrics on the validation rows
     */
    double of(NDManager manager, MoeNetwork network, Map<String, Double> validation);
}
