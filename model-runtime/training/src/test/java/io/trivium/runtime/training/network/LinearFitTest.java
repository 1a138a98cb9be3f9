package io.trivium.runtime.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearFitTest {
    private static Parameters fitted(String ridge, TaskData data) {
        byte[] yaml = """
            task: toy
            inputs:
              - {name: features, dtype: float32, shape: [-1, 3]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 2]}
            head: regression
            latencyClass: bulk
            network:
              kind: moe
              groups: {general: 4}
              tokenizers:
                - {kind: tabular, input: features}
              linear: {input: features, ridge: %s}
            """.formatted(ridge).getBytes(StandardCharsets.UTF_8);
        ModelSpec model = ModelSpec.parse(yaml);
        return InitialWeights.of(NetworkSpec.parse(yaml, model), model, data, 1);
    }

    private static TaskData rows(int rows) {
        Random random = new Random(5);
        float[] features = new float[rows * 3];
        float[] labels = new float[rows * 2];
        for (int r = 0; r < rows; r++) {
            features[3 * r] = (float) random.nextGaussian() * 100;
            features[3 * r + 1] = 7;
            features[3 * r + 2] = (float) random.nextGaussian();
            labels[2 * r] = 3 + 0.02f * features[3 * r] - 2 * features[3 * r + 2];
            labels[2 * r + 1] = 1;
        }
        return new TaskData(rows, Map.of("features", features), labels, new long[0]);
    }

    @Test
    void findsTheLineAndLeavesNothingToTheHeadsBias() {
        Parameters parameters = fitted("1e-6", rows(200));
        float[] weight = parameters.get(ParameterNames.linearWeight("score"));
        assertEquals(0.02, weight[0], 1e-4);
        assertEquals(0, weight[1], "a column that never changes");
        assertEquals(-2, weight[2], 1e-4);
        for (int c = 3; c < 6; c++) assertEquals(0, weight[c], 1e-6);
        float[] bias = parameters.get(ParameterNames.linearBias("score"));
        assertEquals(3, bias[0], 1e-3);
        assertEquals(1, bias[1], 1e-6);
        for (float own : parameters.get(ParameterNames.headBias("score"))) assertEquals(0, own);
    }

    @Test
    void shrinksByTheRidgePerRow() {
        TaskData data = rows(20_000);
        float[] weight = fitted("1", data).get(ParameterNames.linearWeight("score"));
        assertEquals(0.01, weight[0], 2e-4, "columns that are not correlated are halved by a ridge of 1");
        assertEquals(-1, weight[2], 2e-2);
    }
}
