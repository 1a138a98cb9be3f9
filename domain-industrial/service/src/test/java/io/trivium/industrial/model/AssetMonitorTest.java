package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.web.StrictJson;
import io.trivium.industrial.model.Judgement.Sign;
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
        Judgement last = new Judgement(0, new double[3], new Sign[3]);
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

    /** Of 300 rows that are judged after 400 of calibration, the last one. */
    private static Judgement last(double[][] rows, AssetMonitor monitor) {
        Judgement last = monitor.next(rows[400]);
        for (int r = 401; r < rows.length; r++) last = monitor.next(rows[r]);
        return last;
    }

    @Test
    void aRelationThatBreaksIsSeenThoughEveryTagStaysWhereItIsAtTimes() {
        double[][] rows = rows(700, 0, 6);
        for (int r = 600; r < rows.length; r++) rows[r][1] += 1.5; // less than its own deviation of 2
        Judgement judgement = last(rows, AssetMonitor.calibrated(Arrays.copyOf(rows, 400), MonitorSettings.USUAL));
        assertTrue(judgement.isAnomalous(), "score " + judgement.score());
        assertEquals(Sign.RELATION, judgement.signs()[1], Arrays.toString(judgement.shares()));
        assertTrue(judgement.shares()[0] + judgement.shares()[1] > 0.9, Arrays.toString(judgement.shares()));
    }

    @Test
    void aTagThatFreezesIsSeenByItsVariation() {
        double[][] rows = rows(700, 0, 7);
        for (int r = 600; r < rows.length; r++) rows[r][2] = 0.1;
        Judgement judgement = last(rows, AssetMonitor.calibrated(Arrays.copyOf(rows, 400), MonitorSettings.USUAL));
        assertTrue(judgement.isAnomalous(), "score " + judgement.score());
        assertEquals(Sign.VARIATION, judgement.signs()[2]);
        assertTrue(judgement.shares()[2] > 0.9, Arrays.toString(judgement.shares()));
    }

    @Test
    void followsASlowDriftWithinBoundsOnlyAndNoFault() {
        AssetMonitor follows = AssetMonitor.calibrated(rows(400, 0, 8), MonitorSettings.USUAL);
        double[][] slow = rows(2_000, 0, 9);
        double highest = 0;
        for (int r = 0; r < 1_000; r++) {
            slow[r][2] += 0.0015 * r;
            highest = Math.max(highest, follows.next(slow[r]).score());
        }
        assertTrue(highest < 1, "score " + highest);
        assertTrue(follows.baseline()[2] > 0.7, Arrays.toString(follows.baseline()));
        double[] before = follows.baseline();
        for (int r = 1_000; r < 2_000; r++) {
            slow[r][2] += 20;
            follows.next(slow[r]);
        }
        assertEquals(before[2], follows.baseline()[2], 0.2, "a fault is not followed");
        AssetMonitor wear = AssetMonitor.calibrated(rows(400, 0, 8), MonitorSettings.USUAL);
        double[][] worn = rows(20_000, 0, 10);
        Judgement judgement = wear.next(worn[0]);
        for (int r = 0; r < worn.length; r++) {
            worn[r][2] += 0.0005 * r;
            judgement = wear.next(worn[r]);
        }
        assertTrue(judgement.isAnomalous(), "slow wear is reported at last");
    }

    @Test
    void resumesFromItsStoredFormAsIfItHadNotStopped() throws Exception {
        double[][] rows = rows(700, 0.002, 11);
        AssetMonitor one = AssetMonitor.calibrated(Arrays.copyOf(rows, 400), SETTINGS);
        for (int r = 400; r < 650; r++) one.next(rows[r]);
        var json = StrictJson.mapper();
        AssetMonitor.Calibration stored =
                json.readValue(json.writeValueAsString(one.calibration()), AssetMonitor.Calibration.class);
        AssetMonitor other = AssetMonitor.resumed(stored, one.baseline(), SETTINGS, Arrays.copyOfRange(rows, 640, 650));
        for (int r = 650; r < 700; r++)
            assertEquals(one.next(rows[r]).score(), other.next(rows[r]).score(), 1e-9);
    }

    @Test
    void tagsThatNeverMoveDisturbNoOther() {
        double[][] rows = rows(700, 0, 12);
        for (double[] row : rows) row[0] = 7;
        AssetMonitor monitor = AssetMonitor.calibrated(Arrays.copyOf(rows, 400), MonitorSettings.USUAL);
        double highest = 0;
        for (int r = 400; r < 700; r++)
            highest = Math.max(highest, monitor.next(rows[r]).score());
        assertTrue(highest < 1, "score " + highest);
        rows[699][0] = 7.1;
        Judgement judgement = monitor.next(rows[699]);
        assertTrue(judgement.isAnomalous() && judgement.shares()[0] > 0.9, Arrays.toString(judgement.shares()));
    }

    @Test
    void theMeanOfALoneTagCountsOnce() {
        Random random = new Random(13);
        double[][] rows = new double[400][1];
        for (double[] row : rows) row[0] = 20 + 2 * random.nextGaussian();
        AssetMonitor monitor = AssetMonitor.calibrated(rows, SETTINGS);
        Judgement judgement = monitor.next(new double[] {300});
        for (int i = 1; i < SETTINGS.window(); i++) judgement = monitor.next(new double[] {300});
        AssetMonitor.Calibration learned = monitor.calibration();
        double level = (300 - learned.mean()[0]) / learned.scale()[0] - monitor.baseline()[0];
        double deviations = (level - learned.usual()[0]) / learned.deviation()[0];
        double limit = Math.sqrt(ChiSquare.upper(1, SETTINGS.falseAlarm()));
        assertEquals(deviations / limit, judgement.score(), 1e-9 * deviations);
        assertArrayEquals(new double[] {1}, judgement.shares());
        assertArrayEquals(new Sign[] {Sign.LEVEL}, judgement.signs());
    }

    @Test
    void extremeValuesGiveFiniteScores() {
        double[][] rows = rows(400, 0, 14);
        for (double[] row : rows) row[2] = 7;
        AssetMonitor monitor = AssetMonitor.calibrated(rows, SETTINGS);
        double most = Double.MAX_VALUE;
        for (double[] row : new double[][] {{most, -most, most}, {-most, -most, -most}, {1e300, 50, 8}, {100, 50, 7}}) {
            Judgement judgement = monitor.next(row);
            assertTrue(Double.isFinite(judgement.score()) && judgement.isAnomalous(), "score " + judgement.score());
            assertEquals(1, Arrays.stream(judgement.shares()).sum(), 1e-9);
        }
        for (int r = 0; r < rows.length; r++) rows[r][0] = r % 2 == 0 ? 1e308 : -1e308;
        AssetMonitor wide = AssetMonitor.calibrated(rows, SETTINGS);
        assertTrue(Arrays.stream(wide.calibration().scale()).allMatch(Double::isFinite));
        assertTrue(Double.isFinite(wide.next(new double[] {1e308, 50, 7}).score()));
    }

    @Test
    void theLimitIsThatOfTables() {
        assertEquals(18.31, ChiSquare.upper(10, 0.05), 0.05);
        assertEquals(31.83, ChiSquare.upper(8, 1e-4), 0.5);
        assertEquals(50.84, ChiSquare.upper(1, 1e-12), 0.36 * 50.84);
        assertEquals(158.68, ChiSquare.upper(52, 1e-12), 0.011 * 158.68);
        assertThrows(IllegalArgumentException.class, () -> ChiSquare.upper(0, 1e-4));
        for (double exceeded : new double[] {0, 0.5, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> ChiSquare.upper(8, exceeded));
        }
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
