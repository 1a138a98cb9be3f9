package io.trivium.runtime.training.rival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.runtime.onnx.GraphCheck;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.network.TaskData;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The graph of the better simple model answers as the model did that was chosen. */
class ServedRivalTest {
    private static final String WINDOW = "{name: window, dtype: float32, shape: [-1, 2, 2]}";
    private static final String VOLUME = "{name: window, dtype: float32, shape: [-1, 1, 2, 2, 1]}";
    private static final String X = "{name: x, dtype: float32, shape: [-1, 1]}";

    private static ModelSpec spec(String head, int numbers) {
        return spec(head, numbers, WINDOW, X);
    }

    private static ModelSpec spec(String head, int numbers, String... inputs) {
        return ModelSpec.parse(
                """
                task: made-up
                inputs: [%s]
                outputs:
                  - {name: y, dtype: float32, shape: [-1, %d]}
                head: %s
                latencyClass: bulk
                """.formatted(String.join(", ", inputs), numbers, head).getBytes(StandardCharsets.UTF_8));
    }

    /** A label of the last number of the window and of x. */
    @FunctionalInterface
    private interface Labelling {
        double of(double a, double b, int number);
    }

    private static TaskData rows(int rows, long seed, int labels, Labelling labelling) {
        Random random = new Random(seed);
        float[] window = new float[rows * 4];
        float[] x = new float[rows];
        float[] label = new float[rows * labels];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < 4; c++) window[r * 4 + c] = (float) random.nextGaussian();
            x[r] = (float) random.nextGaussian();
            for (int n = 0; n < labels; n++) label[r * labels + n] = (float) labelling.of(window[r * 4 + 3], x[r], n);
        }
        return new TaskData(rows, Map.of("x", x, "window", window), label, new long[0]);
    }

    private static ServedRival best(ModelSpec model, int labels, Labelling labelling) throws OrtException {
        TaskData held = rows(300, 2, labels, labelling);
        ServedRival best =
                ServedRival.best(model, rows(1_200, 1, labels, labelling), held).orElseThrow();
        GraphCheck.require(best.graph());
        float[] answers = answers(best.graph(), held);
        Map<String, Double> served = new TaskMeasure(model).metrics(answers, held.boundedLabels());
        best.validation().forEach((metric, value) -> assertEquals(value, figure(served, metric), 1e-4, metric));
        return best;
    }

    private static double figure(Map<String, Double> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }

    private static float[] answers(byte[] graph, TaskData rows) throws OrtException {
        return answers(graph, rows, new long[] {rows.rows(), 2, 2});
    }

    private static float[] answers(byte[] graph, TaskData rows, long[] windows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(graph);
                OnnxTensor window =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows.input("window", 4)), windows);
                OnnxTensor x = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(rows.input("x", 1)), new long[] {rows.rows(), 1});
                OrtSession.Result result = session.run(Map.of("window", window, "x", x))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] answers = new float[values.remaining()];
            values.get(answers);
            return answers;
        }
    }

    @Test
    void aLineIsLinearAndAProductIsTrees() throws OrtException {
        assertEquals(
                "linear",
                best(spec("binary", 1), 1, (a, b, n) -> a + b > 0.3 ? 1 : 0).kind());
        ServedRival trees = best(spec("binary", 1), 1, (a, b, n) -> a * b > 0 ? 1 : 0);
        assertEquals("trees", trees.kind());
        assertEquals("average_precision", trees.metric());
        assertTrue(
                figure(trees.compared(), "trees") > figure(trees.compared(), "linear") + 0.2,
                trees.compared()::toString);
    }

    @Test
    void classesAndNumbersHaveBoth() throws OrtException {
        Labelling third = (a, b, n) -> a < -0.4 ? 0 : a < 0.4 ? 1 : 2;
        assertTrue(figure(best(spec("multiclass", 3), 1, third).validation(), "accuracy") > 0.9);
        Labelling product = (a, b, n) -> n == 0 ? 100 + 10 * a * b : a;
        assertEquals("trees", best(spec("regression", 2), 2, product).kind());
        Labelling line = (a, b, n) -> 100 + 10 * a - b + n;
        assertEquals("linear", best(spec("regression", 2), 2, line).kind());
    }

    /** One number of the answer is unknown in every third row, the other in the next one. */
    @Test
    void learnsFromTheRowsThatHaveALabel() throws OrtException {
        Labelling product = (a, b, n) -> 100 + 10 * a * b;
        Labelling line = (a, b, n) -> 100 + 10 * a - b + n;
        for (Labelling each : new Labelling[] {product, line}) {
            int[] row = new int[1];
            Labelling partly = (a, b, n) -> row[0]++ % 6 / 2 == n ? Double.NaN : each.of(a, b, n);
            ServedRival best = best(spec("regression", 2), 2, partly);
            assertEquals(each == product ? "trees" : "linear", best.kind());
            assertTrue(figure(best.validation(), "negative_rmse") > -7, "of a deviation of 10: " + best.validation());
        }
        TaskData none = rows(50, 1, 2, (a, b, n) -> n == 0 ? Double.NaN : a);
        assertTrue(ServedRival.best(spec("regression", 2), none, rows(50, 2, 2, line))
                .isEmpty());
    }

    @Test
    void readsNoVolumes() throws OrtException {
        ModelSpec both = spec("binary", 1, VOLUME, X);
        TaskData learned = rows(1_200, 1, 1, (a, b, n) -> a + b > 0.3 ? 1 : 0);
        ServedRival best = ServedRival.best(both, learned, learned).orElseThrow();
        GraphCheck.require(best.graph());
        TaskData other = rows(300, 2, 1, (a, b, n) -> 0);
        TaskData blank = new TaskData(
                300, Map.of("x", other.input("x", 1), "window", new float[1_200]), other.labels(), new long[0]);
        long[] volume = {300, 1, 2, 2, 1};
        assertArrayEquals(answers(best.graph(), blank, volume), answers(best.graph(), other, volume));

        ModelSpec volumes = spec("binary", 1, VOLUME);
        assertTrue(ServedRival.best(volumes, learned, learned).isEmpty());
    }

    @Test
    void quantilesLieAroundTheNumber() throws OrtException {
        ModelSpec quantiles = spec("regression\nloss: quantile", 5);
        Random random = new Random(5);
        double[] label = new double[1];
        Labelling noisy = (a, b, n) -> {
            if (n == 0) label[0] = 10 * a * b + random.nextGaussian();
            return label[0];
        };
        ServedRival best = best(quantiles, 5, noisy);
        assertEquals("trees", best.kind());
        double within = figure(best.validation(), "within_outer_quantiles");
        assertTrue(within > 0.6 && within < 0.95, () -> "within " + within);
        assertEquals(
                "linear",
                best(quantiles, 5, (a, b, n) -> {
                            if (n == 0) label[0] = 10 * a + random.nextGaussian();
                            return label[0];
                        })
                        .kind());
    }
}
