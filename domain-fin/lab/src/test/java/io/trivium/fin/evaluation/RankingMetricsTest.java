package io.trivium.fin.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {

    @Test
    void aWorkedExample() {
        // Of the four pairs of a fraud and a genuine row, three are in the right order.
        RankingMetrics metrics =
                RankingMetrics.of(new float[] {0.9f, 0.8f, 0.7f, 0.1f}, new boolean[] {true, false, true, false});
        assertEquals(0.75, metrics.auc(), 1e-12);
        // Precision 1 at the first fraud and 2/3 at the second.
        assertEquals((1 + 2 / 3.0) / 2, metrics.averagePrecision(), 1e-12);
    }

    @Test
    void equalScoresAreOneThreshold() {
        RankingMetrics metrics = RankingMetrics.of(new float[200], oneFraudIn(200));
        assertEquals(0.5, metrics.auc(), 1e-12);
        assertEquals(1 / 200.0, metrics.averagePrecision(), 1e-12);
        assertEquals(0.005, metrics.recallAtAlertShare(), 1e-12);
    }

    @Test
    void onlyTheOrderOfScoresMatters() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            float[] scores = new float[400];
            float[] stretched = new float[400];
            boolean[] fraud = new boolean[400];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(40) / 40f;
                stretched[i] = scores[i] * 1000 - 7;
                fraud[i] = random.nextInt(20) == 0 || i == 0;
            }
            assertEquals(RankingMetrics.of(scores, fraud), RankingMetrics.of(stretched, fraud), "seed " + seed);
        }
    }

    @Test
    void refusesScoresThatCannotBeRanked() {
        assertThrows(
                IllegalArgumentException.class,
                () -> RankingMetrics.of(new float[] {Float.NaN, 0}, new boolean[] {true, false}));
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.of(new float[2], new boolean[2]));
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.of(new float[2], new boolean[3]));
    }

    private static boolean[] oneFraudIn(int rows) {
        boolean[] fraud = new boolean[rows];
        fraud[3] = true;
        return fraud;
    }
}
