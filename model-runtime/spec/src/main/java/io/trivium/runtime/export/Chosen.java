package io.trivium.runtime.export;

import io.trivium.runtime.moe.Routing;
import java.util.Arrays;

/**
 * The tokens one expert was chosen for.
 *
 * @param rows their numbers, rising
 * @param weights factor of the expert's output for each
 */
@SuppressWarnings("ArrayRecordComponent") // made for one pass, never compared
record Chosen(int[] rows, float[] weights) {

    static Chosen of(Routing routing, int expert) {
        int[] rows = new int[routing.tokens()];
        float[] weights = new float[routing.tokens()];
        int count = 0;
        for (int i = 0; i < routing.experts().length; i++) {
            if (routing.experts()[i] != expert) continue;
            rows[count] = i / routing.k();
            weights[count++] = routing.weights()[i];
        }
        return new Chosen(Arrays.copyOf(rows, count), Arrays.copyOf(weights, count));
    }

    float[] gather(float[] from, int width) {
        float[] gathered = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) System.arraycopy(from, rows[i] * width, gathered, i * width, width);
        return gathered;
    }

    /** Adds the weighted outputs to the sums of their tokens. */
    void scatter(float[] outputs, float[] sums, int width) {
        for (int i = 0; i < rows.length; i++) {
            for (int h = 0; h < width; h++) sums[rows[i] * width + h] += weights[i] * outputs[i * width + h];
        }
    }
}
