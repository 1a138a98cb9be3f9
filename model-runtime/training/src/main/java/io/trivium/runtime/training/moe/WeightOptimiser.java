package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Moves a network's weights along a gradient; its whole state can be read and restored. Belongs to one thread. */
public interface WeightOptimiser extends AutoCloseable {
    /**
     * Moves the weights and sets the gradient to 0.
     *
     * @param gradient of the mean loss, of all weights, changed
     * @return the gradient's global norm before it was limited
     */
    double update(NDManager scope, NDArray gradient, double learningRate);

    /** The weights to validate and to keep. */
    float[] kept();

    /**
     * Numbers in addition to the weights that belong to {@link #kept}, such as an adapter's; empty when there are none.
     */
    default float[] keptBeside() {
        return new float[0];
    }

    AdamW.State state();

    void restore(AdamW.State state);

    @Override
    void close();
}
