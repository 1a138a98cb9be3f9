package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.NetworkSpec.LinearAnswer;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;

/** Fits the linear answer to the training rows. */
final class LinearFit {
    private LinearFit() {}

    /** Sets the linear answer; the head's own bias becomes 0, because the mean is answered here. */
    static void set(LinearAnswer linear, ModelSpec model, TaskData data, Parameters parameters) {
        String output = model.outputs().getFirst().name();
        float[] weight = parameters.get(ParameterNames.linearWeight(output));
        float[] bias = parameters.get(ParameterNames.linearBias(output));
        java.util.Arrays.fill(parameters.get(ParameterNames.headBias(output)), 0f);
        if (data.labels().length == 0) return;
        int columns = weight.length / bias.length;
        Ridge ridge = new Ridge(data.input(linear.input(), columns), columns, linear.ridge());
        float[] labels = new float[data.rows()];
        for (int number = 0; number < bias.length; number++) {
            for (int r = 0; r < labels.length; r++) labels[r] = data.labels()[r * bias.length + number];
            Ridge.Line line = ridge.line(labels);
            for (int c = 0; c < columns; c++) weight[number * columns + c] = (float) line.weights()[c];
            bias[number] = (float) line.constant();
        }
    }
}
