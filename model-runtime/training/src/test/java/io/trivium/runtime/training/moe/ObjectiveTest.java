package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static ModelSpec model(String loss) {
        return ModelSpec.parse("""
                task: life
                inputs: [{name: features, dtype: float32, shape: [-1, 2]}]
                outputs: [{name: life, dtype: float32, shape: [-1, 2]}]
                head: regression
                %s
                latencyClass: bulk
                """.formatted(loss).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theLossOfTheSpecificationChooses() {
        assertSame(Objective.QUANTILES, Objective.of(model("loss: quantile")));
        assertSame(Objective.REGRESSION, Objective.of(model("")));
    }

    /** Two columns answer the quantiles 0.25 and 0.75. */
    @Test
    void missingAQuantileCostsByItsLevel() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray answers = manager.create(new float[] {6, 14, 12, 8}, new Shape(2, 2));
            float[] labels = {10, 10, 10, 10};
            double loss = (0.25 * 4 + 0.25 * 4 + 0.75 * 2 + 0.75 * 2) / 4;
            assertEquals(
                    loss, Objective.QUANTILES.loss(manager, answers, labels, 0).getFloat(), 1e-6);
            Map<String, Double> metrics = Objective.QUANTILES.metrics(answers.toFloatArray(), 2, labels);
            assertEquals(loss, metrics.getOrDefault("pinball", Double.NaN), 1e-6);
            assertEquals(0, metrics.getOrDefault("negative_rmse", Double.NaN), 1e-6);
            assertEquals(1, metrics.getOrDefault("within_outer_quantiles", Double.NaN));
        }
    }

    @Test
    void wantsTheNumberOnceAColumn() {
        assertThrows(IllegalArgumentException.class, () -> Objective.QUANTILES.check(new float[3], 3, 2, "training"));
        Objective.QUANTILES.check(new float[6], 3, 2, "training");
    }

    @Test
    void anUnknownNumberCostsNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray answers = manager.create(new float[] {1, 5, 3, 7}, new Shape(2, 2));
            float[] labels = {2, Float.NaN, Float.NaN, 4};
            assertEquals(
                    (1 + 9) / 4.0,
                    Objective.REGRESSION.loss(manager, answers, labels, 0).getFloat(),
                    1e-6);
            Map<String, Double> metrics = Objective.REGRESSION.metrics(answers.toFloatArray(), 2, labels);
            assertEquals(-Math.sqrt(5), metrics.getOrDefault("negative_rmse", Double.NaN), 1e-6);
            assertEquals(2, metrics.getOrDefault("mae", Double.NaN), 1e-6);
            assertEquals(1, metrics.getOrDefault("rmse_0", Double.NaN), 1e-6);
            assertEquals(3, metrics.getOrDefault("rmse_1", Double.NaN), 1e-6);
        }
        Objective.REGRESSION.check(new float[] {2, Float.NaN, Float.NaN, 4}, 2, 2, "training");
        assertThrows(
                IllegalArgumentException.class,
                () -> Objective.REGRESSION.check(new float[] {Float.NaN, Float.NaN}, 1, 2, "training"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Objective.QUANTILES.check(new float[] {2, Float.NaN}, 1, 2, "training"));
    }
}
