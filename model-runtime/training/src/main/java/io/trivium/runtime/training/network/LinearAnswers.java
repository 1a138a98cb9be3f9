package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.nio.FloatBuffer;

/**
 * The answers to all rows of the linear regression that accompanies a network.
 *
 * @param values {@code [rows, numbers]}; empty where the network has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LinearAnswers(float[] values, int numbers) {
    private static final LinearAnswers NONE = new LinearAnswers(new float[0], 0);

    static LinearAnswers of(NetworkSpec spec, ModelSpec model, TaskData data, Parameters parameters) {
        if (spec.linear().isEmpty()) return NONE;
        TensorSpec output = model.outputs().getFirst();
        float[] weight = parameters.get(ParameterNames.linearWeight(output.name()));
        float[] bias = parameters.get(ParameterNames.linearBias(output.name()));
        int columns = weight.length / bias.length;
        float[] input = data.input(spec.linear().orElseThrow().input(), columns);
        float[] values = new float[data.rows() * bias.length];
        for (int at = 0; at < values.length; at++) {
            int from = at / bias.length * columns;
            int number = at % bias.length;
            double sum = bias[number];
            for (int c = 0; c < columns; c++) sum += (double) weight[number * columns + c] * input[from + c];
            values[at] = (float) sum;
        }
        return new LinearAnswers(values, bias.length);
    }

    /** The head's output with the answers to some rows added. */
    NDArray added(NDManager scope, NDArray head, int[] rows) {
        if (numbers == 0) return head;
        float[] some = new float[rows.length * numbers];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * numbers, some, i * numbers, numbers);
        }
        return head.add(scope.create(FloatBuffer.wrap(some), new Shape(rows.length, numbers)));
    }
}
