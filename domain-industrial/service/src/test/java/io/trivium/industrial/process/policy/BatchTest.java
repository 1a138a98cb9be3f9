package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void estimatesAdvantagesAsByHand() {
        // Two episodes of two steps side by side; γ 0.5, λ 0.25.
        Batch batch = Batch.empty(2, 2, 1, 1);
        System.arraycopy(new double[] {1, 10, 2, 20}, 0, batch.rewards(), 0, 4);
        System.arraycopy(new double[] {0.5, 5, 1, 2}, 0, batch.values(), 0, 4);
        double lastOfFirst = 2 - 1;
        double lastOfSecond = 20 - 2;
        assertArrayEquals(
                new double[] {
                    1 + 0.5 * 1 - 0.5 + 0.5 * 0.25 * lastOfFirst,
                    10 + 0.5 * 2 - 5 + 0.5 * 0.25 * lastOfSecond,
                    lastOfFirst,
                    lastOfSecond
                },
                batch.advantages(0.5, 0.25),
                1e-12);
    }

    @Test
    void standardisesToMeanZeroAndDeviationOne() {
        double[] standardised = Batch.standardised(new double[] {1, 2, 3, 4});
        double sum = 0;
        double squares = 0;
        for (double each : standardised) {
            sum += each;
            squares += each * each;
        }
        assertEquals(0, sum, 1e-9);
        assertEquals(4, squares, 1e-6);
    }
}
