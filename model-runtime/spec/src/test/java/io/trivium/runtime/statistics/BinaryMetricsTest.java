package io.trivium.runtime.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BinaryMetricsTest {
    @Test
    void agreesWithAHandComputedExample() {
        // From the highest: 0.9 (1), 0.8 (0), 0.7 (1), 0.4 (0). Precision 1 at recall 1/2, 2/3 at recall 1.
        BinaryMetrics metrics = BinaryMetrics.of(new float[] {0.4f, 0.9f, 0.8f, 0.7f}, new float[] {0, 1, 0, 1});
        assertEquals(0.5 * 1 + 0.5 * 2.0 / 3, metrics.averagePrecision(), 1e-12);
        assertEquals(0.75, metrics.auc(), 1e-12);
        assertEquals((0.16 + 0.01 + 0.64 + 0.09) / 4, metrics.brier(), 1e-6);
        assertEquals(-(Math.log(0.6) + Math.log(0.9) + Math.log(0.2) + Math.log(0.7)) / 4, metrics.logLoss(), 1e-6);
    }

    @Test
    void treatsTiedScoresAsOneStep() {
        // Three rows at 0.5, two of them positive, then one negative at 0.1: one step of precision 2/3.
        BinaryMetrics metrics = BinaryMetrics.of(new float[] {0.5f, 0.5f, 0.5f, 0.1f}, new float[] {1, 0, 1, 0});
        assertEquals(2.0 / 3, metrics.averagePrecision(), 1e-12);
        assertEquals((1 + 1 + 0.5 + 0.5) / 4, metrics.auc(), 1e-12);
    }

    @Test
    void givesConstantScoresTheShareOfPositives() {
        BinaryMetrics metrics = BinaryMetrics.of(new float[] {0, 0, 0, 0, 0}, new float[] {1, 0, 0, 0, 0});
        assertEquals(0.2, metrics.averagePrecision(), 1e-12);
        assertEquals(0.5, metrics.auc(), 1e-12);
    }

    @Test
    void ordersNegativeAndZeroScores() {
        BinaryMetrics metrics = BinaryMetrics.of(new float[] {-2f, -1f, -0f, 0f, 3f}, new float[] {0, 0, 0, 1, 1});
        assertEquals(1 - 0.5 / 6, metrics.auc(), 1e-12);
    }

    @Test
    void agreesWithTheDefinitionByPairsOnRandomScores() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            float[] scores = new float[60];
            float[] labels = new float[60];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(20) / 20f;
                labels[i] = i < 2 ? i : random.nextInt(2);
            }
            double wins = 0;
            double pairs = 0;
            for (int i = 0; i < scores.length; i++) {
                for (int j = 0; j < scores.length; j++) {
                    if (labels[i] != 1 || labels[j] != 0) continue;
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
            assertEquals(wins / pairs, BinaryMetrics.of(scores, labels).auc(), 1e-12, "seed " + seed);
        }
    }

    @Test
    void refusesOneClassAndScoresThatAreNotFinite() {
        assertThrows(IllegalArgumentException.class, () -> BinaryMetrics.of(new float[] {0.1f}, new float[] {1}));
        assertThrows(
                IllegalArgumentException.class,
                () -> BinaryMetrics.of(new float[] {0.1f, Float.NaN}, new float[] {1, 0}));
        assertThrows(
                IllegalArgumentException.class,
                () -> BinaryMetrics.of(new float[] {0.1f, 0.2f}, new float[] {1, 0.5f}));
        float[] three = new float[3];
        Arrays.fill(three, 0.5f);
        assertThrows(IllegalArgumentException.class, () -> BinaryMetrics.of(three, new float[] {1, 0}));
    }
}
