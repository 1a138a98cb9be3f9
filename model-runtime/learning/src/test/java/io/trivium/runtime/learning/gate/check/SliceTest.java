package io.trivium.runtime.learning.gate.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.learning.gate.Answers;
import io.trivium.runtime.learning.gate.Ending;
import io.trivium.runtime.learning.gate.Normal;
import io.trivium.runtime.learning.gate.NumberTable;
import io.trivium.runtime.pack.Head;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void findsWhereTwoModelsDiffer() {
        SplittableRandom random = new SplittableRandom(1);
        int rows = 2_000;
        float[] values = new float[rows * 3];
        double[] differences = new double[rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 2; c++) values[row * 3 + c] = (float) random.nextGaussian();
            values[row * 3 + 2] = random.nextInt(5);
            boolean inside = values[row * 3 + 2] == 3 && values[row * 3] > 0.5;
            differences[row] = (inside ? -0.5 : 0) + 0.1 * random.nextGaussian();
        }
        NumberTable table = new NumberTable(List.of("a", "b", "s"), values);
        List<Slice> slices =
                DifferenceTree.grow(table, differences, IntStream.range(0, rows).toArray(), 40);
        int best = 0;
        for (Slice slice : slices) {
            int hit = 0;
            int[] inside = slice.rows(table);
            for (int row : inside) if (values[row * 3 + 2] == 3 && values[row * 3] > 0.5) hit++;
            if (hit > 0.9 * inside.length) best = Math.max(best, hit);
        }
        long all = IntStream.range(0, rows)
                .filter(row -> values[row * 3 + 2] == 3 && values[row * 3] > 0.5)
                .count();
        assertTrue(best > 0.9 * all, best + " of " + all + " in one of " + slices);
    }

    @Test
    void findsNothingWhereNothingDiffers() {
        NumberTable table = new NumberTable(List.of("a"), new float[400]);
        assertEquals(
                List.of(),
                DifferenceTree.grow(
                        table, new double[400], IntStream.range(0, 400).toArray(), 40));
    }

    @Test
    void saysWhatItsRowsHaveInCommon() {
        Slice slice = Slice.ALL
                .and(new Slice.Condition(0, "features.AMOUNT", 12.5f, true))
                .and(new Slice.Condition(1, "features.AGE", 3, false));
        assertEquals("features.AMOUNT < 12.5000 and features.AGE >= 3", slice.toString());
        assertEquals("all rows", Slice.ALL.toString());
        NumberTable table =
                new NumberTable(List.of("features.AMOUNT", "features.AGE"), new float[] {1, 3, 1, 2, 13, 4});
        assertEquals(List.of(0), IntStream.of(slice.rows(table)).boxed().toList());
    }

    @Test
    void knowsTheTailOfTheNormalDistribution() {
        assertEquals(0.5, Normal.above(0), 1e-7);
        assertEquals(0.05, Normal.above(1.6448536), 1e-6);
        assertEquals(0.975, Normal.above(-1.959964), 1e-6);
    }

    @Test
    void measuresCalibrationByPartsOfEquallyManyRows() {
        // Ten rows are ten parts: nine are off by 0.1, the last by 0.9.
        float[] said = {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f};
        float[] labels = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        assertEquals(0.18, CalibrationGate.error(new Answers(said, 1, 0, false), labels, Head.BINARY), 1e-7);
        // Two hundred rows, a tenth positive in every part: right.
        float[] many = new float[200];
        float[] tenth = new float[200];
        java.util.Arrays.fill(many, 0.1f);
        for (int i = 0; i < 200; i += 10) tenth[i] = 1;
        assertEquals(0, CalibrationGate.error(new Answers(many, 1, 0, false), tenth, Head.BINARY), 1e-7);
    }

    @Test
    void tellsLabelsThatEndFromLabelsThatDrift() {
        assertTrue(Ending.is(18, 159, 0, 161, 2));
        assertFalse(Ending.is(73, 205, 15, 202, 2), "a fifth is left");
        assertFalse(Ending.is(3, 100, 0, 100, 2), "three could be none by chance");
        assertEquals(Math.exp(-5), Ending.atMost(0, 5), 1e-12);
        assertEquals(Math.exp(-2) * 5, Ending.atMost(2, 2), 1e-12);
        // Of twelve, none in as many rows: each falls after with probability 1/3 had the rate halved.
        assertEquals(Math.pow(2.0 / 3, 12), Ending.chance(12, 120, 0, 120, 2), 1e-12);
        assertEquals(3 * Math.pow(0.5, 3) + Math.pow(0.5, 3), Ending.chance(2, 10, 1, 10, 1), 1e-12);
    }
}
