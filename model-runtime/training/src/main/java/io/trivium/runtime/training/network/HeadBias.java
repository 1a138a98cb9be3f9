package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;

/** Sets a head's bias to the best constant answer, independent of the inputs. */
final class HeadBias {
    private HeadBias() {}

    static void set(ModelSpec model, float[] labels, Parameters parameters) {
        if (model.outputs().size() != 1) return;
        float[] bias = parameters.get(
                ParameterNames.headBias(model.outputs().getFirst().name()));
        switch (model.head()) {
            case BINARY -> {
                if (bias.length == 1) bias[0] = logOdds(labels);
            }
            case MULTICLASS -> {
                double[] counts = new double[bias.length];
                for (float label : labels) if (label >= 0 && label < counts.length) counts[(int) label]++;
                for (int c = 0; c < bias.length; c++) {
                    bias[c] = (float) Math.log((counts[c] + 1) / (labels.length + bias.length));
                }
            }
            case REGRESSION -> {
                double[] sums = new double[bias.length];
                int[] counts = new int[bias.length];
                for (int i = 0; i < labels.length; i++) {
                    if (Float.isNaN(labels[i])) continue;
                    sums[i % sums.length] += labels[i];
                    counts[i % sums.length]++;
                }
                for (int c = 0; c < bias.length; c++) bias[c] = (float) (sums[c] / Math.max(1, counts[c]));
            }
            case SURVIVAL, DETECTION, SEGMENTATION, NONE -> {}
        }
    }

    private static float logOdds(float[] labels) {
        double positives = 0;
        for (float label : labels) positives += label;
        return (float) Math.log((positives + 1) / (labels.length - positives + 1));
    }
}
