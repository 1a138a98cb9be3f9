package io.trivium.fin.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    @Test
    void weighsTheDistanceOfScoreAndFraudByDecisions() {
        long[] decisions = new long[Bins.SCORES];
        double[] sums = new double[Bins.SCORES];
        long[] frauds = new long[Bins.SCORES];
        decisions[0] = 900;
        sums[0] = 9;
        frauds[0] = 9;
        decisions[18] = 100;
        sums[18] = 92;
        frauds[18] = 72;
        Calibration calibration = Calibration.of(decisions, sums, frauds);
        assertEquals(0.1 * 0.2, Objects.requireNonNull(calibration.expectedError()), 1e-12);
        assertEquals(1000, calibration.decisions());
        assertEquals(81, calibration.frauds());
        assertEquals(2, calibration.bins().size());
        assertEquals(
                new Calibration.Reliability(0.9, 100, 0.92, 0.72),
                calibration.bins().get(1));
    }

    @Test
    void ofNothingThereIsNoError() {
        assertNull(Calibration.of(new long[Bins.SCORES], new double[Bins.SCORES], new long[Bins.SCORES])
                .expectedError());
    }
}
