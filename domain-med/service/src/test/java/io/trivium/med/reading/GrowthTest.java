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

    /** From a nodule of 10 mm to one with so many times its volume, in slices of 1 mm. */
    private static Growth growth(double ratio, long days) {
        return Objects.requireNonNull(
                Growth.between(finding("a", 1, 0, 10), finding("a", 1, 0, 10 * Math.cbrt(ratio)), days, 1.0, 1.0));
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
        assertEquals(Trend.GROWING, growth.trend());
        assertTrue(growth.significant());
    }

    @Test
    void hasNoUpperLimitWhereTheErrorHoldsNoGrowth() {
        Growth growth = growth(1.05, 90);
        assertNotNull(growth.doublingDays());
        assertNotNull(growth.doublingDaysLow());
        assertNull(growth.doublingDaysHigh());
        assertEquals(Trend.UNDECIDED, growth.trend());
        assertFalse(growth.significant());
    }

    @Test
    void isStableOnlyAfterLongEnough() {
        assertEquals(Trend.UNDECIDED, growth(1, 60).trend());
        assertEquals(Trend.STABLE, growth(1, 730).trend());
    }

    @Test
    void tellsThatItShrinks() {
        Growth growth = growth(0.25, 90);
        assertEquals(Trend.SHRINKING, growth.trend());
        assertNull(growth.doublingDays());
        assertNull(growth.doublingDaysLow());
        assertNull(growth.doublingDaysHigh());
    }

    @Test
    void decidesNothingWithinADay() {
        Growth growth = growth(4, 0);
        assertEquals(Trend.UNDECIDED, growth.trend());
        assertNull(growth.doublingDays());
    }

    @Test
    void isLessSureOfSmallNodulesAndUnknownSlices() {
        assertTrue(VolumeError.ofLog(100, 1) > VolumeError.ofLog(1000, 1));
        Growth known = growth(1, 90);
        Growth unknown = Objects.requireNonNull(
                Growth.between(finding("a", 1, 0, 10), finding("a", 1, 0, 10), 90, null, null));
        assertTrue(unknown.volumeChangeHighPercent() > known.volumeChangeHighPercent());
    }

    @Test
    void countsDays() {
        assertEquals(100, ComparisonService.days("20260101", "20260411"));
        assertEquals(0, ComparisonService.days("2026", "20260411"));
    }
}
