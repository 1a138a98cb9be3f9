package io.trivium.runtime.learning.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueBinsTest {
    @Test
    void binsGoUpWithValues() {
        Random random = new Random(3);
        double[] values = new double[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextBoolean() ? 1 : -1) * Math.scalb(1 + random.nextDouble(), random.nextInt(60) - 25);
        }
        Arrays.sort(values);
        int last = 0;
        for (double value : values) {
            int bin = ValueBins.bin(value);
            assertTrue(bin >= last && bin < ValueBins.COUNT, () -> "bin of " + value);
            last = bin;
        }
    }

    @Test
    void tellsSmallWholeNumbersApartAndTakesEveryNumber() {
        for (int i = 0; i < 8; i++) assertTrue(ValueBins.bin(i) < ValueBins.bin(i + 1), "bins of " + i);
        assertEquals(0, ValueBins.bin(-Double.MAX_VALUE));
        assertEquals(ValueBins.COUNT - 1, ValueBins.bin(Double.MAX_VALUE));
        assertEquals(ValueBins.COUNT / 2, ValueBins.bin(-0.0));
    }
}
