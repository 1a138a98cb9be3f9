package io.trivium.industrial.process.bead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SubmergedArcProcessTest {
    private final WeldProcess process = new SubmergedArcProcess();

    @Test
    void givesTheInterceptsAtTheCentre() {
        Bead bead = process.expected(new double[4]);
        assertEquals(11.06, bead.widthMm(), 1e-9);
        assertEquals(2.00571, bead.heightMm(), 1e-9);
        assertEquals(3.96, bead.penetrationMm(), 1e-9);
        assertEquals(29.0 * 400 / 12, process.heatJPerMm(new double[4]), 1e-9);
    }

    @Test
    void addsLinearSquaredAndMixedTerms() {
        // By hand, v = 1, i = −1, s = 0.5, n = −0.5.
        Bead bead = process.expected(new double[] {1, -1, 0.5, -0.5});
        assertEquals(
                11.06 + 0.77375 - 0.17458 - 0.47021 + 0.119375 - 0.2301 - 0.5401 + 0.0381 - 0.0559625 - 0.26687
                        - 0.24406 - 0.150315 + 0.04094 + 0.12344 - 0.02797,
                bead.widthMm(),
                1e-5);
    }

    @Test
    void agreesWithSingleRunsWithinTheirScatter() {
        // Runs 4, 11 and 22 of the experiment, within three residual deviations.
        assertEquals(6.40, process.expected(new double[] {1, 1, -1, -1}).penetrationMm(), 3 * 0.409);
        assertEquals(3.23, process.expected(new double[] {-1, 1, -1, 1}).heightMm(), 3 * 0.191);
        assertEquals(9.33, process.expected(new double[] {0, 0, 2, 0}).widthMm(), 3 * 0.464);
    }

    @Test
    void knowsItsOwnErrorFromTheDesign() {
        // Seven runs at the centre: the leverage there is 1/7; at the end of an axis it is 7/12.
        assertEquals(0.464 / Math.sqrt(7), process.modelError(new double[4]).widthMm(), 1e-9);
        assertEquals(
                0.409 * Math.sqrt(7.0 / 12),
                process.modelError(new double[] {0, 2, 0, 0}).penetrationMm(),
                1e-9);
    }

    @Test
    void namesTheSettingAndTheRangeThatItRefuses() {
        var refused = assertThrows(
                InvalidSetPointException.class, () -> process.coded(new SetPoint.SubmergedArc(29, 600, 12, 27)));
        assertEquals("current of 600 A is outside of 250 to 550 A", refused.getMessage());
    }

    @Test
    void refusesCornersThatNoRunWasIn() {
        var refused = assertThrows(
                InvalidSetPointException.class, () -> process.coded(new SetPoint.SubmergedArc(36, 550, 6, 34)));
        assertTrue(String.valueOf(refused.getMessage()).contains("too far from the centre"), refused.getMessage());
    }

    @Test
    void refusesSettingsThatAreNoPositiveNumbers() {
        for (double value : new double[] {0, -29, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(InvalidSetPointException.class, () -> new SetPoint.SubmergedArc(value, 400, 12, 27));
        }
    }

    @Test
    void refusesAnotherProcesssSetPoint() {
        assertThrows(InvalidSetPointException.class, () -> process.coded(new SetPoint.GasMetalArc(25, 270, 5.5, 1.2)));
    }

    @Test
    void codesAndDecodesEveryPointOfItsRegion() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1000; i++) {
            double[] point = process.region().sample(4, random);
            assertTrue(process.region().contains(point));
            assertArrayEquals(point, process.coded(process.setPoint(point)), 1e-9);
        }
    }

    @Test
    void scattersAsTheRepeatedRunsDid() {
        Plant plant = Plant.nominal(process, new SplittableRandom(3));
        int beads = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < beads; i++) {
            double value = plant.weld(new double[4]).heightMm();
            sum += value;
            squares += value * value;
        }
        double mean = sum / beads;
        assertEquals(2.00571, mean, 0.01);
        assertEquals(0.208, Math.sqrt(squares / beads - mean * mean), 0.005);
    }
}
