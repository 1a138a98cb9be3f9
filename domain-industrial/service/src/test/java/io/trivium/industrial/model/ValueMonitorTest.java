package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueMonitorTest {
    private static final int DAY = 48;

    private static double[] weeks(int weeks) {
        Random random = new Random(1);
        double[] values = new double[weeks * 7 * DAY];
        for (int r = 0; r < values.length; r++) {
            boolean weekend = r / DAY % 7 >= 5;
            double hour = Math.sin(2 * Math.PI * (r % DAY) / DAY);
            values[r] = 100 + (weekend ? 20 : 50) * hour + random.nextGaussian();
        }
        return values;
    }

    private static double[] scores(double[] values) {
        ValueMonitor monitor = new ValueMonitor(DAY, 100);
        double[] scores = new double[values.length];
        for (int r = 0; r < values.length; r++) scores[r] = monitor.next(values[r]);
        return scores;
    }

    private static int largest(double[] scores, int from) {
        int best = from;
        for (int r = from; r < scores.length; r++) if (scores[r] > scores[best]) best = r;
        return best;
    }

    @Test
    void seesADayThatIsUnlikeItsKindThoughItsValuesAreUsual() {
        double[] values = weeks(12);
        int friday = (10 * 7 + 4) * DAY;
        for (int r = friday; r < friday + DAY; r++) values[r] = 100 + 20 * Math.sin(2 * Math.PI * (r % DAY) / DAY);
        int reported = largest(scores(values), 6 * 7 * DAY);
        assertTrue(reported >= friday && reported < friday + DAY, "reported at " + reported);
    }

    @Test
    void seesAValueBeyondAllBefore() {
        double[] values = weeks(8);
        values[2_000] = 260;
        assertEquals(2_000, largest(scores(values), 1_000));
    }

    @Test
    void oneEventGivesOneAlarmWithinTheHold() {
        double[] values = weeks(8);
        for (int r = 2_000; r < 2_040; r++) values[r] = 260;
        double[] scores = scores(values);
        int alarms = 0;
        for (int r = 2_000; r < 2_100; r++) if (scores[r] > 0) alarms++;
        assertTrue(scores[2_000] > 10);
        assertTrue(alarms <= 3, alarms + " alarms");
    }

    @Test
    void aConstantIsNeverAnomalousAndWhatIsNotFiniteIsRefused() {
        ValueMonitor monitor = new ValueMonitor(1, 10);
        for (int r = 0; r < 300; r++) assertEquals(0, monitor.next(5));
        assertThrows(IllegalArgumentException.class, () -> monitor.next(Double.NaN));
        assertTrue(monitor.next(6) > 5);
    }

    @Test
    void aHoldIsAtLeastOneRow() {
        assertEquals(0, new ValueMonitor(DAY, 1).next(5));
        for (int hold : new int[] {0, -1}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> new ValueMonitor(DAY, hold));
            assertEquals("the hold must be at least 1 row: " + hold, refused.getMessage());
        }
    }
}
