package io.trivium.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests quantiles and qualities of rankings against their definitions. */
class StatisticsTest {

    @Test
    void quantilesFollowTheirDefinitions() {
        assertEquals(2, Quantiles.median(new double[] {3, 1, 2}));
        assertEquals(2.5, Quantiles.median(new double[] {4, 1, 3, 2}));
        assertEquals(Double.NaN, Quantiles.median(new double[0]));
        assertEquals(1.75, Quantiles.linear(new double[] {1, 2, 3, 4}, 0.25));
        assertEquals(4, Quantiles.linear(new double[] {1, 2, 3, 4}, 1));
        assertEquals(Double.NaN, Quantiles.linear(new double[0], 0.5));
        assertEquals(2, Quantiles.nearestRank(new long[] {1, 2, 3, 4}, 0.5));
        assertEquals(3, Quantiles.nearestRank(new long[] {1, 2, 3, 4}, 0.51));
        assertEquals(1, Quantiles.nearestRank(new long[] {1, 2, 3, 4}, 0));
        assertEquals(Double.NaN, Quantiles.nearestRank(new long[0], 0.5));
    }

    @Test
    void theAreaIsTheShareOfPairsInTheRightOrder() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            double[] scores = random.ints(60, -4, 5).asDoubleStream().toArray();
            boolean[] positive = new boolean[scores.length];
            for (int i = 0; i < positive.length; i++) positive[i] = i == 0 || (i > 1 && random.nextInt(3) == 0);
            double right = 0;
            int pairs = 0;
            for (int p = 0; p < scores.length; p++) {
                for (int o = 0; o < scores.length; o++) {
                    if (!positive[p] || positive[o]) continue;
                    pairs++;
                    right += scores[p] > scores[o] ? 1 : scores[p] == scores[o] ? 0.5 : 0;
                }
            }
            assertEquals(right / pairs, RankingQuality.of(scores, positive).auc(), 1e-12, "seed " + seed);
        }
    }

    @Test
    void averagePrecisionTakesEqualScoresTogether() {
        boolean[] positive = {true, false, true, false};
        assertEquals(
                (1 + 2 / 3.0) / 2,
                RankingQuality.of(new double[] {0.9, 0.8, 0.7, 0.1}, positive).averagePrecision(),
                1e-12);
        assertEquals(
                0.5, RankingQuality.of(new double[] {0, -0.0, 0, 0}, positive).averagePrecision());
        assertEquals(new RankingQuality(Double.NaN, 0), RankingQuality.of(new double[] {1, 2}, new boolean[2]));
        assertEquals(new RankingQuality(Double.NaN, 1), RankingQuality.of(new double[] {1}, new boolean[] {true}));
        assertThrows(
                IllegalArgumentException.class,
                () -> RankingQuality.of(new double[] {1, Double.NaN}, new boolean[] {true, false}));
    }
}
