package io.trivium.runtime.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoostedTreesTest {
    private static final int WIDTH = 3;
    private static final Boosting SETTINGS = new Boosting(30, 3, 0.3, 1, 1, 1, 1);

    private static float[] table(int rows, long seed) {
        Random random = new Random(seed);
        float[] table = new float[rows * WIDTH];
        for (int i = 0; i < rows; i++) {
            table[i * WIDTH] = random.nextFloat() * 4 - 2;
            table[i * WIDTH + 1] = random.nextInt(3);
            table[i * WIDTH + 2] = 7;
        }
        return table;
    }

    /** Positive where the first column is in a band that the second one moves. */
    private static float[] labels(float[] table) {
        float[] labels = new float[table.length / WIDTH];
        for (int i = 0; i < labels.length; i++) {
            float from = table[i * WIDTH + 1] - 1.5f;
            labels[i] = table[i * WIDTH] > from && table[i * WIDTH] < from + 0.5f ? 1 : 0;
        }
        return labels;
    }

    private static BoostedTrees fit(float[] table, float[] labels, boolean[] taken, Boosting settings, long seed) {
        return BoostedTrees.fit(
                table, SortedColumns.of(table, WIDTH), labels, taken, settings, new SplittableRandom(seed));
    }

    private static boolean[] all(int rows) {
        boolean[] taken = new boolean[rows];
        Arrays.fill(taken, true);
        return taken;
    }

    private static float[] logits(BoostedTrees trees, float[] table) {
        float[] logits = new float[table.length / WIDTH];
        for (int i = 0; i < logits.length; i++) logits[i] = (float) trees.logit(table, i * WIDTH);
        return logits;
    }

    private static double precision(float[] logits, float[] labels) {
        return BinaryMetrics.of(logits, labels).averagePrecision();
    }

    @Test
    void learnWhatNeedsTwoColumns() {
        float[] table = table(2_000, 1);
        float[] labels = labels(table);
        BoostedTrees trees = fit(table, labels, all(labels.length), SETTINGS, 1);
        float[] others = table(1_000, 2);
        double precision = precision(logits(trees, others), labels(others));
        assertTrue(precision > 0.95, () -> "average precision " + precision);
    }

    @Test
    void splitOnceExactlyBetweenTwoValuesAndAnswerWithANewtonStep() {
        float[] table = {-1, 0, 7, -0.5f, 0, 7, 0.5f, 0, 7, 1, 0, 7};
        Boosting one = new Boosting(1, 1, 1, 1, 0.1, 1, 1);
        BoostedTrees trees = fit(table, new float[] {0, 0, 1, 1}, all(4), one, 1);
        // base 0, each side: gradient ±2·0.5, curvature 2·0.25, so the answer is ∓1 / (0.5 + 1)
        assertEquals(-1 / 1.5, trees.logit(new float[] {-0.001f, 0, 0}, 0), 1e-6);
        assertEquals(1 / 1.5, trees.logit(new float[] {0, 0, 0}, 0), 1e-6);
    }

    @Test
    void giveTheSameBitsForTheSameSeedAndOthersForAnother() {
        float[] table = table(500, 3);
        float[] labels = labels(table);
        Boosting drawn = new Boosting(10, 3, 0.3, 1, 1, 0.5, 1);
        float[] first = logits(fit(table, labels, all(500), drawn, 4), table);
        assertArrayEquals(first, logits(fit(table, labels, all(500), drawn, 4), table));
        assertFalse(Arrays.equals(first, logits(fit(table, labels, all(500), drawn, 5), table)));
    }

    @Test
    void growOnTheTakenRowsAlone() {
        float[] table = table(600, 6);
        float[] labels = labels(table);
        float[] turned = labels.clone();
        boolean[] taken = all(600);
        for (int i = 300; i < 600; i++) {
            taken[i] = false;
            turned[i] = 1 - labels[i];
        }
        assertArrayEquals(
                logits(fit(table, labels, taken, SETTINGS, 1), table),
                logits(fit(table, turned, taken, SETTINGS, 1), table));
    }

    @Test
    void keepTheRateOfPositivesWhateverTheirWeight() {
        Random random = new Random(9);
        float[] table = table(4_000, 8);
        float[] labels = new float[4_000];
        for (int i = 0; i < labels.length; i++) labels[i] = random.nextInt(20) == 0 ? 1 : 0;
        Boosting weighted = new Boosting(5, 2, 0.1, 1, 50, 1, 10);
        double sum = 0;
        for (float logit : logits(fit(table, labels, all(4_000), weighted, 1), table)) {
            sum += 1 / (1 + Math.exp(-logit));
        }
        assertEquals(0.05, sum / 4_000, 0.01);
    }

    @Test
    void refuseRowsOfOneClassAndTornTables() {
        float[] table = table(10, 1);
        assertThrows(IllegalArgumentException.class, () -> fit(table, new float[10], all(10), SETTINGS, 1));
        assertThrows(IllegalArgumentException.class, () -> SortedColumns.of(new float[7], 3));
    }
}
