package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Automatic differentiation in the calling thread. DJL's own collector is one for the whole process and refuses a
 * second thread; the engine beneath keeps its records by thread and needs none.
 */
public final class Gradients {
    private Gradients() {}

    /** Computes a value while the engine records the operations; the result can be passed to {@link #add}. */
    public static <T> T recorded(Supplier<T> work) {
        JniUtils.setGradMode(true);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    /**
     * Adds the gradient of one number to those of the arrays it was computed from.
     *
     * @param number a scalar of {@code scope}
     */
    public static void add(NDManager scope, NDArray number) {
        NDArray one = scope.ones(new Shape(), DataType.FLOAT32);
        JniUtils.backward((PtNDArray) number, (PtNDArray) one, false, false);
    }
}
