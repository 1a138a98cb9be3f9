package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A loss of its own for a training's rows, in the place of the task's. */
@FunctionalInterface
public interface RowLoss {
    /**
     * Mean loss of the network's answers to some rows.
     *
     * @param logits {@code [B, width]}, one row for each of {@code rows}
     */
    NDArray of(NDManager scope, NDArray logits, int[] rows);
}
