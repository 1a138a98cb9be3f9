package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import org.junit.jupiter.api.Test;

class MeritTest {
    private final WeldProcess process = new SubmergedArcProcess();
    private final WeldJob job =
            new WeldJob("test", Objective.MIN_HEAT, new BeadLimits(Range.ANY, Range.atMost(2.5), Range.atLeast(4.5)));

    @Test
    void countsOnePercentOfHeatAsATenth() {
        Merit merit = new Merit();
        Bead good = new Bead(11, 2, 5);
        double at = merit.of(process, job, new double[4], good);
        double[] hotter = {0, 400 * 0.01 / 75, 0, 0};
        assertEquals(0.1, at - merit.of(process, job, hotter, good), 1e-3);
    }

    @Test
    void measuresViolationsInDeviationsOfSingleBeads() {
        assertArrayEquals(
                new double[] {0, 0, 0, 0.104 / 0.208, 0.323 / 0.323, 0},
                Merit.violations(process, job, new double[4], new Bead(11, 2.604, 4.177)),
                1e-9);
    }

    @Test
    void raisesTheMultiplierOfWhatIsViolatedAndLowersTheOthers() {
        Merit merit = new Merit();
        double[] before = merit.multipliers();
        merit.adapt(new double[] {0, 0, 0, 0, 0.5, 0});
        assertTrue(merit.multipliers()[4] > before[4]);
        assertTrue(merit.multipliers()[0] < before[0]);
    }
}
