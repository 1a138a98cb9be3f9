package io.trivium.runtime.training.federation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The outer step against numbers worked out by hand. */
class OuterOptimiserTest {
    private static WeightDelta delta(String site, long rows, float... values) {
        return new WeightDelta(site, 0, Instant.EPOCH, "", "", rows, values);
    }

    @Test
    void takesTheMeanWithNesterovMomentum() {
        float[] weights = {1, -2};
        OuterOptimiser outer = new OuterOptimiser(0.5, 0.9, new float[2]);
        // Mean (1·0.4 + 3·0.8)/4 = 0.7 and (1·0 + 3·−0.4)/4 = −0.3; v = mean; step 0.5·(mean + 0.9·v).
        outer.step(weights, List.of(delta("a", 1, 0.4f, 0), delta("b", 3, 0.8f, -0.4f)));
        assertArrayEquals(new float[] {1 - 0.5f * 1.9f * 0.7f, -2 + 0.5f * 1.9f * 0.3f}, weights, 1e-6f);
        assertArrayEquals(new float[] {0.7f, -0.3f}, outer.velocity(), 1e-6f);
        // Then mean 0: v = 0.9·v; step 0.5·(0.9·v).
        outer.step(weights, List.of(delta("a", 1, 0, 0)));
        assertEquals(1 - 0.665f - 0.5f * 0.9f * 0.63f, weights[0], 1e-6f);
    }

    @Test
    void givesTheSameNumbersWhateverTheOrderOfTheSites() {
        float[] one = {0.1f, 0.2f, 0.3f};
        float[] other = one.clone();
        WeightDelta a = delta("a", 7, 1e-3f, 2e7f, 3f);
        WeightDelta b = delta("b", 11, 1f, -2e7f, 1e-8f);
        WeightDelta c = delta("c", 2, -1e-7f, 5f, 1e-8f);
        new OuterOptimiser(0.7, 0.9, new float[3]).step(one, List.of(a, b, c));
        new OuterOptimiser(0.7, 0.9, new float[3]).step(other, List.of(c, a, b));
        assertArrayEquals(one, other);
    }

    @Test
    void namesTheSiteWhoseDifferenceIsNone() {
        OuterOptimiser outer = new OuterOptimiser(0.7, 0.9, new float[2]);
        float[] weights = {1, 2};
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> outer.step(weights, List.of(delta("north", 1, 0, Float.NaN))))
                .toString()
                .contains("north"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> outer.step(weights, List.of(delta("south", 1, 0))))
                .toString()
                .contains("south sent 1 numbers"));
        assertArrayEquals(new float[] {1, 2}, weights);
    }
}
