package io.trivium.deploy.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.compare.Metric.Better;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RatioTest {
    @Test
    void isTheGeometricMeanOfThePairs() {
        Ratio ratio = Ratio.of(List.of(2.0, 4.0), List.of(4.0, 2.0), Better.LOWER);
        assertEquals(1, ratio.value(), 1e-12);
        Ratio.Interval interval = Objects.requireNonNull(ratio.interval());
        // Logarithms ±ln 2: standard error ln 2, times 12.706.
        assertEquals(Math.exp(-12.706 * Math.log(2)), interval.low(), 1e-9);
        assertEquals(Math.exp(12.706 * Math.log(2)), interval.high(), 1e-3 * interval.high());
    }

    @Test
    void hasAnIntervalThatEqualPairsMakeAPoint() {
        Ratio ratio = Ratio.of(List.of(1.0, 2.0, 3.0), List.of(1.2, 2.4, 3.6), Better.LOWER);
        assertEquals(1.2, ratio.value(), 1e-12);
        assertEquals(1.2, Objects.requireNonNull(ratio.interval()).low(), 1e-9);
        assertFalse(ratio.holds());
    }

    @Test
    void isWorseAboveOneForRatesToo() {
        assertEquals(2, Ratio.of(List.of(600.0), List.of(300.0), Better.HIGHER).value(), 1e-12);
        assertTrue(Ratio.of(List.of(300.0), List.of(600.0), Better.HIGHER).holds());
        assertNull(Ratio.of(List.of(300.0), List.of(600.0), Better.HIGHER).interval());
    }

    @Test
    void comparesCountsWithZerosByTheirSums() {
        assertEquals(
                1, Ratio.of(List.of(0.0, 0.0), List.of(0.0, 0.0), Better.LOWER).value());
        assertEquals(
                1.5,
                Ratio.of(List.of(0.0, 2.0), List.of(3.0, 0.0), Better.LOWER).value());
        Ratio refused = Ratio.of(List.of(0.0, 0.0), List.of(1.0, 0.0), Better.LOWER);
        assertEquals(Double.POSITIVE_INFINITY, refused.value());
        assertFalse(refused.holds());
    }

    @Test
    void allowsATenthMore() {
        assertTrue(new Ratio(1.10, null).holds());
        assertFalse(new Ratio(1.101, null).holds());
    }

    @Test
    void refusesFiguresWithoutAPair() {
        assertThrows(IllegalArgumentException.class, () -> Ratio.of(List.of(), List.of(), Better.LOWER));
        assertThrows(IllegalArgumentException.class, () -> Ratio.of(List.of(1.0), List.of(), Better.LOWER));
        assertThrows(IllegalArgumentException.class, () -> Ratio.of(List.of(-1.0), List.of(1.0), Better.LOWER));
        assertThrows(IllegalArgumentException.class, () -> Ratio.of(List.of(Double.NaN), List.of(1.0), Better.LOWER));
    }
}
