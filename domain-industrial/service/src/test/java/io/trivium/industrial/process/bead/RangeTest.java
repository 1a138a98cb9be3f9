package io.trivium.industrial.process.bead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RangeTest {
    @Test
    void readsItsOwnForm() {
        assertEquals(new Range(10, 12), Range.parse("10..12"));
        assertEquals(Range.atMost(2.5), Range.parse("..2.5"));
        assertEquals(Range.atLeast(4.5), Range.parse("4.5.."));
        for (Range range : new Range[] {new Range(-1, 2.5), Range.atLeast(3), Range.atMost(0.5)}) {
            assertEquals(range, Range.parse(range.toString()));
        }
    }

    @Test
    void showsTheFormWhenItIsGivenAnother() {
        for (String text : new String[] {"", "..", "10", "10-12", "a..b", "NaN..", "1..2..3"}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> Range.parse(text), text);
            assertTrue(String.valueOf(refused.getMessage()).contains("10..12"), refused.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Range.parse("12..10"));
    }

    @Test
    void includesItsEnds() {
        assertTrue(new Range(10, 12).contains(10));
        assertTrue(new Range(10, 12).contains(12));
        assertFalse(new Range(10, 12).contains(12.0001));
        assertFalse(Range.ANY.contains(Double.NaN));
    }

    @Test
    void tightensUntilItsEndsMeet() {
        assertEquals(new Range(10.5, 11.5), new Range(10, 12).tightened(0.5));
        assertEquals(new Range(11, 11), new Range(10, 12).tightened(3));
        assertEquals(Range.atMost(2), Range.atMost(2.5).tightened(0.5));
    }

    @Test
    void limitsSayHowFarABeadIsInside() {
        BeadLimits limits = new BeadLimits(new Range(10, 12), Range.atMost(2.5), Range.atLeast(4.5));
        Bead bead = new Bead(11.5, 2.75, 4);
        assertArrayEquals(
                new double[] {1.5, 0.5, Double.POSITIVE_INFINITY, -0.25, -0.5, Double.POSITIVE_INFINITY},
                limits.margins(bead),
                1e-12);
        assertFalse(limits.hold(bead));
        assertEquals(0.25 / 0.5 + 0.5 / 0.25, limits.violation(bead, new BeadSpread(1, 0.5, 0.25)), 1e-12);
        assertEquals(0, limits.violation(new Bead(11, 2, 5), new BeadSpread(1, 0.5, 0.25)));
    }
}
