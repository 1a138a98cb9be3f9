package io.trivium.runtime.learning.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.statistics.Quantiles;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    private static double first(int[] weights) {
        return weights[0];
    }

    @Test
    void drawsAsManyRowsAsThereAre() {
        double[] sums = new PairedBootstrap(LongStream.range(0, 50).toArray(), 100, 7, 1)
                .of(weights -> Arrays.stream(weights).sum());
        assertEquals(50, sums[0]);
        assertEquals(50, sums[99]);
    }

    @Test
    void drawsTheSameForTheSameSeed() {
        long[] rows = LongStream.range(0, 30).toArray();
        assertArrayEquals(
                new PairedBootstrap(rows, 40, 1, 1).of(PairedBootstrapTest::first),
                new PairedBootstrap(rows, 40, 1, 1).of(PairedBootstrapTest::first));
    }

    @Test
    void drawsRowsOfOneSubjectTogether() {
        double[] apart = new PairedBootstrap(new long[] {5, 5, 9, 9}, 200, 2, 1)
                .of(weights -> Math.abs(weights[0] - weights[1]) + Math.abs(weights[2] - weights[3]));
        assertEquals(0, apart[199]);
    }

    @Test
    void spreadsAMeanAsTheoryHasIt() {
        // 400 rows, a quarter of them 1: the mean's deviation is √(0.25·0.75/400) = 0.02165.
        double[] means = new PairedBootstrap(LongStream.range(0, 400).toArray(), 4_000, 3, 1).of(weights -> {
            double sum = 0;
            for (int row = 0; row < 100; row++) sum += weights[row];
            return sum / 400;
        });
        assertEquals(0.25 - 1.645 * 0.02165, Quantiles.linear(means, 0.05), 0.003);
        assertEquals(0.25 + 1.645 * 0.02165, Quantiles.linear(means, 0.95), 0.003);
    }

    @Test
    void leavesOutWhatIsNoNumber() {
        double[] found = new PairedBootstrap(new long[] {1, 2}, 100, 4, 1)
                .of(weights -> weights[0] == 1 ? Double.NaN : weights[0]);
        assertTrue(found.length < 100);
        assertTrue(Arrays.stream(found).noneMatch(Double::isNaN));
    }

    @Test
    void findsQuantilesBetweenValues() {
        assertEquals(1.5, Quantiles.linear(new double[] {1, 2}, 0.5));
        assertEquals(1, Quantiles.linear(new double[] {1, 2}, 0));
        assertTrue(Double.isNaN(Quantiles.linear(new double[0], 0.5)));
    }
}
