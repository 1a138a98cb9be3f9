package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.PerfectTrees;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.nio.FloatBuffer;

/**
 * The base answers to all rows.
 *
 * @param values {@code [rows, numbers]}; empty where the network has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BaseAnswers(float[] values, int numbers) {
    private static final BaseAnswers NONE = new BaseAnswers(new float[0], 0);

    /** @param learned whether the rows are training rows, to which trees that were grown without them answer */
    static BaseAnswers of(NetworkSpec spec, ModelSpec model, TaskData data, Parameters parameters, boolean learned) {
        if (spec.base().isEmpty()) return NONE;
        TensorSpec output = model.outputs().getFirst();
        int numbers = Math.toIntExact(output.shape().getLast());
        return switch (spec.base().orElseThrow()) {
            case BaseAnswer.Linear linear -> linear(linear, output.name(), data, parameters);
            case BaseAnswer.Trees trees -> trees(trees, output.name(), numbers, data, parameters, learned);
        };
    }

    private static BaseAnswers linear(BaseAnswer.Linear linear, String output, TaskData data, Parameters parameters) {
        float[] weight = parameters.get(ParameterNames.linearWeight(output));
        float[] bias = parameters.get(ParameterNames.linearBias(output));
        int columns = weight.length / bias.length;
        float[] input = data.input(linear.input(), columns);
        float[] values = new float[data.rows() * bias.length];
        for (int at = 0; at < values.length; at++) {
            int from = at / bias.length * columns;
            int number = at % bias.length;
            double sum = bias[number];
            for (int c = 0; c < columns; c++) sum += (double) weight[number * columns + c] * input[from + c];
            values[at] = (float) sum;
        }
        return new BaseAnswers(values, bias.length);
    }

    private static BaseAnswers trees(
            BaseAnswer.Trees settings,
            String output,
            int numbers,
            TaskData data,
            Parameters parameters,
            boolean learned) {
        PerfectTrees trees = PerfectTrees.of(parameters, output, settings.depth());
        float[] constants = parameters.get(ParameterNames.treeConstants(output));
        int own = constants.length / settings.models();
        float[] table = data.input(settings.input());
        int width = table.length / data.rows();
        float[] values = new float[data.rows() * numbers];
        for (int row = 0; row < data.rows(); row++) {
            int first = learned ? data.partOf(row, settings.parts()) : settings.firstServed();
            int models = learned ? 1 : settings.answering();
            double[] sums = new double[own];
            for (int i = 0; i < models * own; i++) sums[i % own] += constants[first * own + i];
            trees.add(table, row * width, first * settings.trees() * own, models * settings.trees() * own, sums);
            for (int i = 0; i < numbers; i++) values[row * numbers + i] = (float) (sums[i % own] / models);
        }
        return new BaseAnswers(values, numbers);
    }

    /** The head's output with the answers to some rows added. */
    NDArray added(NDManager scope, NDArray head, int[] rows) {
        if (numbers == 0) return head;
        float[] some = new float[rows.length * numbers];
        for (int i = 0; i < rows.length; i++) System.arraycopy(values, rows[i] * numbers, some, i * numbers, numbers);
        return head.add(scope.create(FloatBuffer.wrap(some), new Shape(rows.length, numbers)));
    }
}
