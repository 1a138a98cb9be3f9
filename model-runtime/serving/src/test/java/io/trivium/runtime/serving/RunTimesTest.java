package io.trivium.runtime.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RunTimesTest {
    private final RunTimes times = new RunTimes();

    @Test
    void expectsNothingOfWhatWasNeverMeasured() {
        assertEquals(0, times.estimate(100));
        assertEquals(256, times.rowsWithin(1, 256));
    }

    @Test
    void scalesUpFromTheNextSmallerSizeMeasured() {
        times.record(1, 1_000);
        times.record(8, 2_000);
        assertEquals(1_000, times.estimate(1));
        assertEquals(4_000, times.estimate(4));
        assertEquals(2_000, times.estimate(8));
        assertEquals(4_000, times.estimate(16));
        assertEquals(64_000, times.estimate(256));
    }

    @Test
    void takesASmallerSizeForNoSlowerThanALargerOneMeasured() {
        times.record(64, 5_000);
        assertEquals(5_000, times.estimate(2));
    }

    @Test
    void findsTheMostRowsInATime() {
        times.record(1, 1_000);
        assertEquals(8, times.rowsWithin(9_999, 256));
        assertEquals(256, times.rowsWithin(256_000, 256));
        assertEquals(100, times.rowsWithin(100_000, 100));
        assertEquals(1, times.rowsWithin(10, 256), "one row runs at any rate");
    }

    @Test
    void forgetsABadMoment() {
        times.record(4, 1_000);
        times.record(64, 50_000_000);
        assertEquals(16_000, times.estimate(64), "no more than its rows' worth of the smaller size");
        for (int i = 0; i < 100; i++) times.record(64, 3_000);
        assertEquals(3_000, times.estimate(64));
    }
}
