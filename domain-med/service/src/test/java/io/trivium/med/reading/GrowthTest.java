package io.trivium.med.reading;

import static io.trivium.med.reading.PriorMatchingTest.finding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrowthTest {

    /** From a nodule of 10 mm to one with so many times its volume. */
    private static Growth growth(double ratio, long days) {
        return Objects.requireNonNull(
                Growth.between(finding("a", 1, 0, 10), finding("a", 1, 0, 10 * Math.cbrt(ratio)), days));
    }

    @Test
    void tellsTheDoublingTimeWithItsLimits() {
        Growth growth = growth(4, 180);
        assertEquals(90, Objects.requireNonNull(growth.doublingDays()), 1e-6);
        assertEquals(300, growth.volumeChangePercent(), 1e-6);
        double low = Objects.requireNonNull(growth.doublingDaysLow());
        double high = Objects.requireNonNull(growth.doublingDaysHigh());
        assertTrue(low < 90 && high > 90, low + " to " + high);
        assertEquals(180 * Math.log(2) / Math.log1p(growth.volumeChangeHighPercent() / 100), low, 1e-6);
        assertEquals(180 * Math.log(2) / Math.log1p(growth.volumeChangeLowPercent() / 100), high, 1e-6);
        assertEquals(Growth.Trend.GROWING, growth.trend());
        assertTrue(growth.significant());
    }

    @Test
    void hasNoUpperLimitWhereTheErrorHoldsNoGrowth() {
        Growth growth = growth(1.05, 90);
        assertNotNull(growth.doublingDays());
        assertNotNull(growth.doublingDaysLow());
        assertNull(growth.doublingDaysHigh());
        assertEquals(Growth.Trend.UNDECIDED, growth.trend());
        assertFalse(growth.significant());
    }

    @Test
    void isStableOnlyAfterLongEnough() {
        assertEquals(Growth.Trend.UNDECIDED, growth(1, 60).trend());
        assertEquals(Growth.Trend.STABLE, growth(1, 365).trend());
    }

    @Test
    void tellsThatItShrinks() {
        Growth growth = growth(0.25, 90);
        assertEquals(Growth.Trend.SHRINKING, growth.trend());
        assertNull(growth.doublingDays());
        assertNull(growth.doublingDaysLow());
        assertNull(growth.doublingDaysHigh());
    }

    @Test
    void decidesNothingWithinADay() {
        Growth growth = growth(4, 0);
        assertEquals(Growth.Trend.UNDECIDED, growth.trend());
        assertNull(growth.doublingDays());
    }

    /** A deviation of 0.5 mm of both diameters. */
    @Test
    void isLessSureOfSmallNodules() {
        assertEquals(0.15, VolumeError.ofLog(Math.PI / 6 * 1000), 1e-9);
        assertEquals(0.3, VolumeError.ofLog(Math.PI / 6 * 125), 1e-9);
    }

    @Test
    void countsDays() {
        assertEquals(100, ComparisonService.days("20260101", "20260411"));
        assertEquals(0, ComparisonService.days("2026", "20260411"));
    }
}
