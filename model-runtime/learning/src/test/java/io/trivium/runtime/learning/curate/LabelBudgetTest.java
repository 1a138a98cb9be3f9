package io.trivium.runtime.learning.curate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelBudgetTest {
    /** One row of fifty is positive: those of a corner of three numbers. */
    private static LabelBudget.Rows rows(int count, long seed) {
        Random random = new Random(seed);
        float[] table = new float[count * 5];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < 5; i++) table[row * 5 + i] = random.nextFloat();
            labels[row] = table[row * 5] > 0.8f && table[row * 5 + 1] > 0.65f && table[row * 5 + 2] > 0.7f ? 1 : 0;
        }
        return new LabelBudget.Rows(5, table, labels);
    }

    @Test
    void askingNeedsFewerLabelsThanChanceWherePositivesAreRare() {
        LabelBudget budget = new LabelBudget(0.95, 100, 0.2, LabelBudget.USUAL.choice());
        LabelBudget.Outcome outcome = budget.measure(rows(3_000, 1), rows(3_000, 2), List.of(1L, 2L, 3L));
        assertTrue(outcome.full() > 0.8, () -> "average precision " + outcome.full());
        assertTrue(outcome.saved() > 0.4, () -> "saved " + outcome.saved());
        assertEquals(6, outcome.runs().size());
        for (LabelBudget.Run run : outcome.runs()) {
            assertEquals(100, run.curve().getFirst().labels());
            assertTrue(run.isReached());
        }
        assertEquals(
                outcome.runs().get(0).curve().getFirst().figure(),
                outcome.runs().get(1).curve().getFirst().figure());
        assertEquals(outcome, budget.measure(rows(3_000, 1), rows(3_000, 2), List.of(1L, 2L, 3L)));
    }

    @Test
    void aBatchIsSpreadAndHasNobodyTwice() {
        float[] table = new float[2 * 1_000];
        Random random = new Random(4);
        double[] uncertainty = new double[1_000];
        int[] pool = new int[1_000];
        for (int row = 0; row < 1_000; row++) {
            // two heaps far apart, the first one a little more uncertain
            boolean first = row < 200;
            table[2 * row] = (float) (first ? -5 + 0.01 * random.nextGaussian() : 5 + 0.01 * random.nextGaussian());
            table[2 * row + 1] = random.nextFloat();
            uncertainty[row] = first ? 0.9 : 0.8;
            pool[row] = row;
        }
        List<BatchChoice.Chosen> chosen = BatchChoice.USUAL.choose(Scaled.of(table, 2), pool, uncertainty, 20);
        assertEquals(
                20, new HashSet<>(chosen.stream().map(BatchChoice.Chosen::row).toList()).size());
        long ofSecond = chosen.stream().filter(each -> each.row() >= 200).count();
        assertTrue(ofSecond >= 5 && ofSecond <= 15, () -> ofSecond + " of the second heap");
        assertEquals(chosen, BatchChoice.USUAL.choose(Scaled.of(table, 2), pool, uncertainty, 20));
    }

    @Test
    void aShortlistNamesTheUncertainFirst() {
        assertEquals(1, Uncertainty.of(new float[] {0.5f, 0.5f}), 1e-6);
        assertEquals(0.2, Uncertainty.of(new float[] {0.1f, 0.9f}), 1e-6);
        assertEquals(0.9, Uncertainty.of(new float[] {0.2f, 0.45f, 0.35f}), 1e-6);
    }
}
