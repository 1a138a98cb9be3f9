package io.trivium.runtime.training.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.TaskData;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The loss of preferences and the likelihoods of outputs, compared with values computed by hand. */
class PreferenceLossTest {
    private static NDManager manager;

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static Preferences pairs(int rows, float[] chosen, float[] rejected) {
        TaskData inputs = new TaskData(rows, Map.of("x", new float[rows]), new float[0], new long[0]);
        return new Preferences(inputs, chosen, rejected);
    }

    private static NDArray logits(int rows, float... numbers) {
        return manager.create(numbers, new Shape(rows, numbers.length / rows));
    }

    private static double logSigmoid(double x) {
        return -Math.log1p(Math.exp(-x));
    }

    @Test
    void saysHowLikelyAYesIs() {
        float[] found = new OutputLikelihood.Bernoulli()
                .of(manager, logits(3, 2f, 2f, -90f), new float[] {1, 0, 1})
                .toFloatArray();
        assertArrayEquals(
                new float[] {(float) logSigmoid(2), (float) logSigmoid(-2), -90f}, found, 1e-6f, "also far from 0");
    }

    @Test
    void saysHowLikelyAClassAndANumberAre() {
        float[] classes = new OutputLikelihood.Categorical()
                .of(manager, logits(1, 1f, 0f, 0f), new float[] {0, 1, 0})
                .toFloatArray();
        assertEquals(-Math.log(Math.E + 2), classes[0], 1e-6);
        float[] numbers = new OutputLikelihood.Normal(new double[] {2, 1})
                .of(manager, logits(1, 3f, 5f), new float[] {1, 4})
                .toFloatArray();
        assertEquals(-(4 / 8.0) - 1 / 2.0, numbers[0], 1e-6);
    }

    @Test
    void isTheLogarithmOfTwoWhereTheNetworkIsTheChampion() {
        Preferences pairs = pairs(2, new float[] {1, 0}, new float[] {0, 1});
        float[] champion = {0.3f, -1.2f};
        PreferenceLoss loss = PreferenceLoss.of(manager, pairs, new OutputLikelihood.Bernoulli(), champion, 0.1, false);
        assertEquals(
                Math.log(2),
                loss.of(manager, logits(2, 0.3f, -1.2f), new int[] {0, 1}).getFloat(),
                1e-6);
    }

    @Test
    void hasTheValueAndTheDerivativeOfTheEquation() {
        // ln p(1) − ln p(0) of a logit z is z itself, so the loss is −ln σ(β(z − r)) and its derivative −β·σ(−β(z − r))
        Preferences pairs = pairs(2, new float[] {1, 0}, new float[] {0, 1});
        float[] champion = {0.5f, 0.5f};
        PreferenceLoss loss = PreferenceLoss.of(manager, pairs, new OutputLikelihood.Bernoulli(), champion, 0.1, false);
        NDArray z = logits(2, 2.5f, 1f);
        z.setRequiresGradient(true);
        double value = Gradients.recorded(() -> {
            NDArray found = loss.of(manager, z, new int[] {0, 1});
            Gradients.add(manager, found);
            return (double) found.getFloat();
        });
        assertEquals(-(logSigmoid(0.1 * 2) + logSigmoid(-0.1 * 0.5)) / 2, value, 1e-6);
        float[] derivative = z.getGradient().toFloatArray();
        assertEquals(-0.1 / (1 + Math.exp(0.2)) / 2, derivative[0], 1e-6);
        assertEquals(0.1 / (1 + Math.exp(-0.05)) / 2, derivative[1], 1e-6, "pushed down, by more than the other");
    }

    @Test
    void isNotPushedByPairsThatTheChampionAgreesWith() {
        // two agreed no and one disputed yes: by numbers a shift would go down, away from the preferred output
        Preferences pairs = pairs(3, new float[] {0, 0, 1}, new float[] {1, 1, 0});
        float[] champion = {-2f, -3f, -1f};
        PreferenceLoss loss = PreferenceLoss.of(manager, pairs, new OutputLikelihood.Bernoulli(), champion, 0.1, true);
        NDArray z = logits(3, -2f, -3f, -1f);
        z.setRequiresGradient(true);
        Gradients.recorded(() -> {
            NDArray found = loss.of(manager, z, new int[] {0, 1, 2});
            Gradients.add(manager, found);
            return (double) found.getFloat();
        });
        assertArrayEquals(new float[] {0, 0, -0.1f / 2 / 3}, z.getGradient().toFloatArray(), 1e-6f);
    }

    @Test
    void takesTheRowsOfABatchInTheirOrder() {
        Preferences pairs = pairs(3, new float[] {1, 1, 0}, new float[] {0, 0, 1});
        PreferenceLoss loss =
                PreferenceLoss.of(manager, pairs, new OutputLikelihood.Bernoulli(), new float[] {0, 1, 2}, 0.5, false);
        double found = loss.of(manager, logits(1, 4f), new int[] {2}).getFloat();
        assertEquals(-logSigmoid(-0.5 * (4 - 2)), found, 1e-6);
    }

    @Test
    void countsThePairsOfWhichTheChosenIsLikelier() {
        Preferences pairs = pairs(4, new float[] {1, 1, 0, 0}, new float[] {0, 0, 1, 1});
        double rate =
                PreferenceLoss.rate(manager, pairs, new OutputLikelihood.Bernoulli(), new float[] {2f, -1f, -3f, 0f});
        assertEquals((1 + 0 + 1 + 0.5) / 4, rate, 1e-12);
    }

    @Test
    void choosesOfEpochsThatAgreeWithAsManyPairsTheSurest() {
        double justFarEnough = PreferenceChoice.of(new float[] {0.1f, 3f});
        double further = PreferenceChoice.of(new float[] {1.5f, 1.6f});
        assertEquals(1 + 0.25 / Math.sqrt((1 + Math.exp(-0.1)) * (1 + Math.exp(-3))), justFarEnough, 1e-6);
        assertTrue(further > justFarEnough);
    }

    @Test
    void takesWhatRoundingCostsForNoLossOfTheMetric() {
        assertFalse(PreferenceChoice.loses(0.64415567, 0.64415568));
        assertTrue(PreferenceChoice.loses(0.6440, 0.6441));
    }

    @Test
    void agreesRatherWithOnePairMoreThanBeSure() {
        double surest = PreferenceChoice.of(new float[] {90f, 90f, -0.1f});
        double one = PreferenceChoice.of(new float[] {1e-3f, 1e-3f, 0f});
        assertTrue(one > surest, "even a tie more");
        assertTrue(PreferenceChoice.of(new float[] {-90f, -90f}) >= 0, "far from 0");
    }

    @Test
    void findsNamedValuesInTheFormOfTheHead() {
        ModelSpec numbers = spec("[-1, 2], columns: [MARGIN_MM, TEXTURE]", "regression");
        assertArrayEquals(new float[] {3, 4}, Preferences.output(numbers, Map.of("texture", 4.0, "margin-mm", 3.0)));
        ModelSpec classes = spec("[-1, 3]", "multiclass");
        assertArrayEquals(new float[] {0, 0, 1}, Preferences.output(classes, Map.of("class", 2.0)));
        ModelSpec yes = spec("[-1, 1]", "binary");
        assertArrayEquals(new float[] {1}, Preferences.output(yes, Map.of("fraud", 1.0)));
        assertThrows(IllegalArgumentException.class, () -> Preferences.output(classes, Map.of("class", 3.0)));
        assertThrows(IllegalArgumentException.class, () -> Preferences.output(numbers, Map.of("texture", 4.0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Preferences.output(numbers, Map.of("texture", 4.0, "sharpness", 1.0)));
    }

    private static ModelSpec spec(String output, String head) {
        String yaml = """
                task: toy
                inputs:
                  - {name: x, dtype: float32, shape: [-1, 1], unit: "1"}
                outputs:
                  - {name: y, dtype: float32, unit: "1", shape: %s}
                head: %s
                latencyClass: bulk
                """.formatted(output, head);
        return ModelSpec.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
