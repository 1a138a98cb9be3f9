package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.MoeTopology;

/**
 * The sequence-wise balance loss of DeepSeek-V3 (arXiv 2412.19437, equations 17 to 20) without its factor α: for a row
 * with T real tokens {@code Σᵢ fᵢ·Pᵢ}, where fᵢ = E/(K·T) · tokens sent to expert i and Pᵢ the mean over the tokens of
 * expert i's share of the scores. The mean over rows; 1 when every row is balanced.
 */
final class BalanceLoss {
    private BalanceLoss() {}

    /** @param scores logarithms of the scores, {@code [N, E]} */
    static NDArray of(
            NDManager scope, NDArray scores, Dispatch dispatch, MoeTopology topology, int rows, float[] mask) {
        int tokens = Math.toIntExact(scores.getShape().get(0));
        int perRow = tokens / rows;
        int experts = topology.experts();
        int k = topology.topK();
        float[] factors = new float[tokens * experts];
        for (int row = 0; row < rows; row++) {
            int real = 0;
            float[] sent = new float[experts];
            for (int t = row * perRow; t < (row + 1) * perRow; t++) {
                if (mask.length > 0 && mask[t] == 0f) continue;
                real++;
                for (int j = 0; j < k; j++) {
                    if (dispatch.live()[t * k + j] == 1f) sent[(int) dispatch.chosen()[t * k + j]]++;
                }
            }
            if (real == 0) continue;
            float factor = experts / (float) (k * real) / real / rows;
            for (int t = row * perRow; t < (row + 1) * perRow; t++) {
                if (mask.length > 0 && mask[t] == 0f) continue;
                for (int e = 0; e < experts; e++) factors[t * experts + e] = factor * sent[e];
            }
        }
        NDArray shares = scores.softmax(1);
        return shares.mul(scope.create(factors, new Shape(tokens, experts))).sum();
    }
}
