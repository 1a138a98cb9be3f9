package io.trivium.runtime.learning.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.statistics.BinaryMetrics;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatingTest {
    private static final double EXACT = 1e-12;

    @Test
    void ratesChancesByAveragePrecision() {
        Rating rating = Rating.OfChance.of(new float[] {0.9f, 0.8f, 0.7f, 0.6f}, new float[] {1, 0, 1, 0});
        // Half of the positives at precision 1, half at 2 of 3.
        assertEquals(0.5 + 0.5 * 2 / 3, rating.metric(), EXACT);
        // The third row twice: a third at precision 1, two thirds at 3 of 4.
        assertEquals(1.0 / 3 + 2.0 / 3 * 3 / 4, rating.metric(new int[] {1, 1, 2, 1}), EXACT);
        assertTrue(Double.isNaN(rating.metric(new int[] {1, 0, 1, 0})), "one class alone has no average precision");
        assertEquals(-Math.log(0.9f), rating.losses()[0], 1e-9);
        assertEquals(-Math.log(1 - 0.8f), rating.losses()[1], 1e-9);
    }

    @Test
    void ratesWeightsAsTheRowsRepeated() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 50; trial++) {
            int rows = 20;
            float[] scores = new float[rows];
            float[] labels = new float[rows];
            int[] weights = new int[rows];
            for (int i = 0; i < rows; i++) {
                scores[i] = random.nextInt(8) / 8f;
                labels[i] = i % 4 == 0 ? 1 : 0;
                weights[i] = random.nextInt(4);
            }
            weights[0] = 1;
            weights[1] = 1;
            int total = Arrays.stream(weights).sum();
            float[] repeated = new float[total];
            float[] repeatedLabels = new float[total];
            int at = 0;
            for (int i = 0; i < rows; i++) {
                for (int n = 0; n < weights[i]; n++) {
                    repeated[at] = scores[i];
                    repeatedLabels[at++] = labels[i];
                }
            }
            assertEquals(
                    BinaryMetrics.of(repeated, repeatedLabels).averagePrecision(),
                    Rating.OfChance.of(scores, labels).metric(weights),
                    1e-9,
                    "trial " + trial);
        }
    }

    @Test
    void ratesNumbersByTheShareTheyExplain() {
        Rating rating = ofNumber(new double[] {0, 1}, new double[] {0, 2});
        // Variance 1, mean squared error 1/2.
        assertEquals(0.5, rating.metric(), EXACT);
        assertEquals(1, rating.losses()[1], EXACT);
        assertTrue(Double.isNaN(rating.metric(new int[] {0, 2})), "equal labels have no variance to explain");
    }

    @Test
    void ratesClassesByAccuracy() {
        Rating rating = Rating.OfClass.of(new float[] {0.7f, 0.2f, 0.1f, 0.3f, 0.3f, 0.4f}, 3, new float[] {0, 1});
        assertEquals(0.5, rating.metric(), EXACT);
        assertEquals(0.75, rating.metric(new int[] {3, 1}), EXACT);
        assertEquals(-Math.log(0.3f), rating.losses()[1], 1e-7);
    }

    @Test
    void aNumberWithoutALabelDoesNotCount() {
        Rating known = ofNumber(new double[] {1, 2, 4}, new double[] {1, 3, 5});
        Rating partly = ofNumber(new double[] {1, 9, 2, 4}, new double[] {1, Double.NaN, 3, 5});
        assertEquals(known.metric(), partly.metric(), 1e-12);
        assertEquals(0, partly.losses()[1]);
        assertEquals(known.metric(new int[] {2, 0, 1}), partly.metric(new int[] {2, 5, 0, 1}), 1e-12);
        assertEquals(
                Double.NaN,
                ofNumber(new double[] {1}, new double[] {Double.NaN}).metric());
    }

    /** @param labels NaN where one is unknown */
    private static Rating ofNumber(double[] answers, double[] labels) {
        return Rating.OfNumber.of(answers, or(labels, Double.NEGATIVE_INFINITY), or(labels, Double.POSITIVE_INFINITY));
    }

    private static double[] or(double[] labels, double unknown) {
        return Arrays.stream(labels)
                .map(label -> Double.isNaN(label) ? unknown : label)
                .toArray();
    }

    @Test
    void ratesIntervalsByTheDistanceToThem() {
        double[] low = {0, 2, 1, Double.NEGATIVE_INFINITY};
        double[] high = {0, 2, Double.POSITIVE_INFINITY, 3};
        Rating rating = Rating.OfNumber.of(new double[] {0, 1, 0, 1}, low, high);
        // Variance of the exact labels 1, mean squared error 2 of 4.
        assertEquals(1 - 2 / 4.0, rating.metric(), EXACT);
        assertEquals(1, rating.losses()[2], EXACT);
        assertEquals(0, rating.losses()[3], EXACT);
        assertEquals(1 - 4 / 5.0, rating.metric(new int[] {1, 1, 3, 0}), EXACT);
        assertTrue(Double.isNaN(rating.metric(new int[] {1, 0, 3, 1})), "one exact label has no variance to explain");
    }
}
