package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeMonitorTest {
    @Test
    void reportsAStepAndTheStepBackOnceEachAndNoDrift() {
        Random random = new Random(1);
        double[][] rows = new double[1_000][2];
        for (int r = 0; r < rows.length; r++) {
            rows[r][0] = random.nextGaussian() + (r >= 600 && r < 800 ? 4 : 0);
            rows[r][1] = random.nextGaussian() + 0.002 * r;
        }
        ChangeMonitor monitor =
                ChangeMonitor.calibrated(Arrays.copyOf(rows, 400), new MonitorSettings(20, 8, 1e-4), 60);
        List<Integer> reported = new ArrayList<>();
        for (int r = 400; r < rows.length; r++) {
            boolean first = reported.isEmpty() || r - reported.getLast() > 60;
            if (monitor.next(rows[r]) >= 1 && first) reported.add(r);
        }
        assertEquals(2, reported.size(), reported.toString());
        assertTrue(reported.get(0) >= 600 && reported.get(0) < 620, reported.toString());
        assertTrue(reported.get(1) >= 800 && reported.get(1) < 820, reported.toString());
    }

    @Test
    void refusesTooLittleToCalibrateOnAndRowsOfAnotherAsset() {
        MonitorSettings settings = new MonitorSettings(20, 8, 1e-4);
        assertThrows(IllegalArgumentException.class, () -> ChangeMonitor.calibrated(new double[159][2], settings, 60));
        ChangeMonitor monitor = ChangeMonitor.calibrated(new double[160][2], settings, 60);
        assertThrows(IllegalArgumentException.class, () -> monitor.next(new double[3]));
    }
}
