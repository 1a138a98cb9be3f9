package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OutlierFiguresTest {
    @Test
    void countsRowByRow() {
        boolean[] marked = {true, true, true, false, false, false, false};
        boolean[] faulty = {true, true, false, true, false, false, false};
        OutlierFigures figures = OutlierFigures.of(marked, faulty);
        assertEquals(new OutlierFigures(2, 1, 1, 3), figures);
        assertEquals(2 / 3.0, figures.f1(), 1e-12);
        assertEquals(25, figures.farPercent(), 1e-12);
        assertEquals(100 / 3.0, figures.marPercent(), 1e-12);
    }

    /** SKAB's judged rows, 12,771 of 23,801 faulty: marking all of them looks good by F1 alone. */
    @Test
    void markingEverythingReachesTheF1OfTheResearch() {
        OutlierFigures everything = new OutlierFigures(12_771, 23_801 - 12_771, 0, 0);
        assertEquals(0.698, everything.f1(), 5e-4);
        assertEquals(100, everything.farPercent());
        assertEquals(0, everything.marPercent());
    }

    @Test
    void nothingMarkedScoresNothing() {
        assertEquals(0, OutlierFigures.of(new boolean[3], new boolean[3]).f1());
    }
}
