package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssetMonitorTest {
    private static final MonitorSettings SETTINGS = new MonitorSettings(10, 8, 1e-4);

    private static double[][] rows(int count, double drift, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[count][3];
        for (int r = 0; r < count; r++) {
            double load = random.nextGaussian();
            rows[r][0] = 100 + load + drift * r;
            rows[r][1] = 50 + 2 * load + 0.2 * random.nextGaussian();
            rows[r][2] = random.nextGaussian();
        }
        return rows;
    }

    @Test
    void staysSilentInNormalOperationAndNamesTheTagThatLeavesIt() {
        double[][] rows = rows(900, 0, 1);
        for (int r = 700; r < rows.length; r++) rows[r][2] += 4;
        AssetMonitor monitor = AssetMonitor.calibrated(Arrays.copyOf(rows, 400), SETTINGS);
        int early = 0;
        Judgement last = new Judgement(0, new double[3]);
        for (int r = 400; r < rows.length; r++) {
            last = monitor.next(rows[r]);
            if (r < 700 && last.isAnomalous()) early++;
        }
        assertTrue(early < 6, early + " of 300 normal rows marked");
        assertTrue(last.isAnomalous());
        assertTrue(last.shares()[2] > 0.8, Arrays.toString(last.shares()));
        assertEquals(1, Arrays.stream(last.shares()).sum(), 1e-9);
    }

    @Test
    void anAssetThatDriftsGetsAWiderLimit() {
        double[][] calm = rows(400, 0, 4);
        double[][] drifting = rows(400, 0.01, 4);
        double[] off = {108, 50, 0};
        AssetMonitor one = AssetMonitor.calibrated(calm, SETTINGS);
        AssetMonitor other = AssetMonitor.calibrated(drifting, SETTINGS);
        double calmScore = 0;
        double driftScore = 0;
        for (int i = 0; i < 10; i++) {
            calmScore = one.next(off).score();
            driftScore = other.next(off).score();
        }
        assertTrue(driftScore < calmScore, driftScore + " and " + calmScore);
    }

    @Test
    void theLimitIsThatOfTables() {
        assertEquals(31.83, ChiSquare.upper(8, 1e-4), 0.5);
        assertEquals(18.31, ChiSquare.upper(10, 0.05), 0.05);
    }

    @Test
    void refusesWhatItCannotJudgeAndForgetsIt() {
        double[][] rows = rows(400, 0, 5);
        AssetMonitor monitor = AssetMonitor.calibrated(rows, SETTINGS);
        AssetMonitor undisturbed = AssetMonitor.calibrated(rows, SETTINGS);
        assertThrows(IllegalArgumentException.class, () -> monitor.next(new double[] {Double.NaN, 0, 0}));
        assertThrows(IllegalArgumentException.class, () -> monitor.next(new double[2]));
        Judgement expected = undisturbed.next(rows[7]);
        Judgement actual = monitor.next(rows[7]);
        assertEquals(expected.score(), actual.score());
        assertArrayEquals(expected.shares(), actual.shares());
        assertFalse(actual.isAnomalous());
        assertThrows(IllegalArgumentException.class, () -> AssetMonitor.calibrated(Arrays.copyOf(rows, 20), SETTINGS));
    }
}
