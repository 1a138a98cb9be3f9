package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OffsetEstimateTest {
    private final WeldProcess process = new SubmergedArcProcess();
    private final double[] centre = new double[4];

    @Test
    void believesTheEquationsBeforeTheFirstBead() {
        assertEquals(process.expected(centre), OffsetEstimate.NONE.expected(process, centre));
        assertEquals(0.5 * 0.323, OffsetEstimate.NONE.error(process, centre).penetrationMm(), 1e-12);
    }

    @Test
    void takesAFifthOfWhatOneBeadSays() {
        // Prior deviation 0.5 against 1: weight 1/(1 + 4).
        Bead measured = process.expected(centre).plus(0.5, 0, 0);
        Bead expected = OffsetEstimate.NONE.and(process, centre, measured).expected(process, centre);
        assertEquals(11.06 + 0.5 / 5, expected.widthMm(), 1e-9);
        assertEquals(2.00571, expected.heightMm(), 1e-9);
    }

    @Test
    void findsACellsOffsetFromManyBeadsAtDifferentSettings() {
        SplittableRandom random = new SplittableRandom(9);
        Plant cell = Plant.shifted(process, 1, random);
        OffsetEstimate offset = OffsetEstimate.NONE;
        for (int i = 0; i < 2000; i++) {
            double[] point = process.region().sample(4, random);
            offset = offset.and(process, point, cell.weld(point));
        }
        assertEquals(
                cell.expected(centre).penetrationMm(),
                offset.expected(process, centre).penetrationMm(),
                0.03);
        assertTrue(offset.error(process, centre).penetrationMm() < 0.01);
    }
}
