package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.trivium.runtime.pack.TensorSpec;
import java.util.List;
import java.util.function.Consumer;

/** Runs a network over data without a gradient. */
public final class NetworkScorer {
    private static final int TOKENS_AT_ONCE = 8_192;

    private NetworkScorer() {}

    /**
     * Logits of one output for all rows, {@code [rows, numbers]}.
     *
     * @param loads receives the load of the experts after every part of the rows
     */
    public static float[] logits(
            NDManager manager, MoeNetwork network, EncodedData data, TensorSpec output, Consumer<List<int[]>> loads) {
        JniUtils.setGradMode(false);
        int width = Math.toIntExact(output.shape().getLast());
        float[] logits = new float[data.rows() * width];
        int rowsAtOnce = Math.max(1, TOKENS_AT_ONCE / network.spec().tokens());
        for (int from = 0; from < data.rows(); from += rowsAtOnce) {
            int[] rows = new int[Math.min(rowsAtOnce, data.rows() - from)];
            for (int i = 0; i < rows.length; i++) rows[i] = from + i;
            try (NDManager scope = manager.newSubManager()) {
                MoeNetwork.Pass pass = network.forward(scope, data, rows, DropoutSource.NONE, false);
                NDArray found = pass.outputs().get(output.name());
                if (found == null) throw new IllegalArgumentException("the network has no output " + output.name());
                System.arraycopy(found.toFloatArray(), 0, logits, from * width, rows.length * width);
                loads.accept(pass.loads());
            }
        }
        return logits;
    }
}
