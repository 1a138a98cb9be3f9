package io.trivium.runtime.training.moe;

import static java.lang.Float.POSITIVE_INFINITY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.training.network.Gradients;
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
            BoundedLabels labels = new BoundedLabels(10, 10, 10, 10);
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
        assertThrows(
                IllegalArgumentException.class,
                () -> Objective.QUANTILES.check(new BoundedLabels(new float[3]), 3, 2, "training"));
        Objective.QUANTILES.check(new BoundedLabels(new float[6]), 3, 2, "training");
    }

    @Test
    void anUnknownNumberCostsNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray answers = manager.create(new float[] {1, 5, 3, 7}, new Shape(2, 2));
            BoundedLabels labels = new BoundedLabels(2, Float.NaN, Float.NaN, 4);
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
        Objective.REGRESSION.check(new BoundedLabels(2, Float.NaN, Float.NaN, 4), 2, 2, "training");
        assertThrows(
                IllegalArgumentException.class,
                () -> Objective.REGRESSION.check(new BoundedLabels(Float.NaN, Float.NaN), 1, 2, "training"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Objective.QUANTILES.check(new BoundedLabels(2, Float.NaN), 1, 2, "training"));
        Objective.QUANTILES.check(new BoundedLabels(2, 2, Float.NaN, Float.NaN), 2, 2, "training");
    }

    private static float[] gradient(Objective objective, NDManager manager, BoundedLabels labels, float... answers) {
        NDArray asked = manager.create(answers, new Shape(answers.length / 2, 2));
        asked.setRequiresGradient(true);
        Gradients.recorded(() -> {
            Gradients.add(manager, objective.losses(manager, asked, labels, 0).sum());
            return 0;
        });
        return asked.getGradient().toFloatArray();
    }

    /** At least 10, at most 4, between 5 and 6, exactly 7; an answer on each side. */
    private static final BoundedLabels INTERVALS = BoundedLabels.between(
            10,
            POSITIVE_INFINITY,
            10,
            POSITIVE_INFINITY,
            -POSITIVE_INFINITY,
            4,
            -POSITIVE_INFINITY,
            4,
            5,
            6,
            5,
            6,
            7,
            7,
            7,
            7,
            -POSITIVE_INFINITY,
            POSITIVE_INFINITY,
            -POSITIVE_INFINITY,
            POSITIVE_INFINITY);

    private static final float[] ANSWERS = {8, 15, 1, 7, 4, 9, 6, 9, 3, 30};

    @Test
    void anIntervalCostsTheDistanceToIt() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray answers = manager.create(ANSWERS, new Shape(5, 2));
            float[] squares = {4, 0, 0, 9, 1, 9, 1, 4, 0, 0};
            assertArrayEquals(
                    squares,
                    Objective.REGRESSION.losses(manager, answers, INTERVALS, 0).toFloatArray(),
                    1e-6f);
            assertArrayEquals(
                    new float[] {-4, 0, 0, 6, -2, 6, -2, 4, 0, 0},
                    gradient(Objective.REGRESSION, manager, INTERVALS, ANSWERS),
                    1e-6f);
        }
        Map<String, Double> metrics = Objective.REGRESSION.metrics(ANSWERS, 2, INTERVALS);
        assertEquals(-Math.sqrt(28 / 8.0), metrics.getOrDefault("negative_rmse", Double.NaN), 1e-6);
        assertEquals((2 + 3 + 1 + 3 + 1 + 2) / 8.0, metrics.getOrDefault("mae", Double.NaN), 1e-6);
        assertEquals(Math.sqrt(6 / 4.0), metrics.getOrDefault("rmse_0", Double.NaN), 1e-6);
        Objective.REGRESSION.check(INTERVALS, 5, 2, "training");
    }

    /** Levels 0.25 and 0.75: below the lower bound by the level, above the upper one by the rest. */
    @Test
    void aQuantileOutsideAnIntervalCostsByItsLevel() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray answers = manager.create(ANSWERS, new Shape(5, 2));
            float[] losses = {0.5f, 0, 0, 0.75f, 0.25f, 0.75f, 0.25f, 0.5f, 0, 0};
            assertArrayEquals(
                    losses,
                    Objective.QUANTILES.losses(manager, answers, INTERVALS, 0).toFloatArray(),
                    1e-6f);
            assertArrayEquals(
                    new float[] {-0.25f, 0, 0, 0.25f, -0.25f, 0.25f, -0.25f, 0.25f, 0, 0},
                    gradient(Objective.QUANTILES, manager, INTERVALS, ANSWERS),
                    1e-6f);
        }
        Map<String, Double> metrics = Objective.QUANTILES.metrics(ANSWERS, 2, INTERVALS);
        assertEquals(3 / 8.0, metrics.getOrDefault("pinball", Double.NaN), 1e-6);
        assertEquals(-Math.sqrt((0.25 + 0.25) / 4), metrics.getOrDefault("negative_rmse", Double.NaN), 1e-6);
        assertEquals(1, metrics.getOrDefault("within_outer_quantiles", Double.NaN), "of the exact label alone");
        Objective.QUANTILES.check(INTERVALS, 5, 2, "training");
    }
}
