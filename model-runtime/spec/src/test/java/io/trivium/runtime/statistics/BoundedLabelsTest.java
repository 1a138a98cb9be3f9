package io.trivium.runtime.statistics;

import static java.lang.Float.NEGATIVE_INFINITY;
import static java.lang.Float.NaN;
import static java.lang.Float.POSITIVE_INFINITY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedLabelsTest {
    private static final BoundedLabels LABELS =
            BoundedLabels.between(3, 3, 5, POSITIVE_INFINITY, 1, 2, NEGATIVE_INFINITY, POSITIVE_INFINITY);

    @Test
    void measuresTheDistanceToTheNearestNumber() {
        assertArrayEquals(new float[] {3, NaN, NaN, NaN}, LABELS.numbers());
        assertEquals(2, LABELS.distance(0, 1));
        assertEquals(4, LABELS.distance(1, 1));
        assertEquals(0, LABELS.distance(1, 1e9));
        assertEquals(0.5, LABELS.distance(2, 2.5));
        assertEquals(0, LABELS.distance(2, 1.5));
        assertEquals(0, LABELS.distance(3, -1e9));
        assertTrue(LABELS.isKnown(1));
        assertFalse(LABELS.isKnown(3));
    }

    @Test
    void hasNoBoundsWhereNoneIsAnInterval() {
        BoundedLabels exact = BoundedLabels.between(3, 3, NEGATIVE_INFINITY, POSITIVE_INFINITY);
        assertEquals(0, exact.bounds().length);
        assertEquals(3, exact.high(0));
        assertEquals(NEGATIVE_INFINITY, exact.low(1));
        BoundedLabels both = BoundedLabels.joined(List.of(exact, LABELS));
        assertArrayEquals(new float[] {3, NaN, 3, NaN, NaN, NaN}, both.numbers());
        assertEquals(5, both.low(3));
        assertArrayEquals(both.some(new int[] {1, 2}, 2).bounds(), LABELS.bounds());
        assertEquals(0, BoundedLabels.joined(List.of(exact, exact)).bounds().length);
    }

    @Test
    void refusesBoundsThatAreReversedOrDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> BoundedLabels.between(2, 1));
        assertThrows(IllegalArgumentException.class, () -> BoundedLabels.between(NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new BoundedLabels(new float[] {3}, new float[] {3}));
        assertThrows(IllegalArgumentException.class, () -> new BoundedLabels(new float[] {3}, new float[] {3, 4}));
    }
}
