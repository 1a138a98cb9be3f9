package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests that cycles of different lengths have one shape, and are compared with good ones. */
class CycleReferenceTest {

    /** Samples of five tags near 10, 20 … 50; one of them is moved in the second half. */
    private static double[][] samples(int count, int moved, double by, long seed) {
        Random random = new Random(seed);
        double[][] samples = new double[count][CycleWindow.TAGS];
        for (int s = 0; s < count; s++) {
            for (int tag = 0; tag < CycleWindow.TAGS; tag++) {
                samples[s][tag] =
                        10 * (tag + 1) + 0.1 * random.nextGaussian() + (tag == moved && s >= count / 2 ? by : 0);
            }
        }
        return samples;
    }

    private static CycleReference reference() {
        List<CycleShape> good = new ArrayList<>();
        for (int c = 0; c < 9; c++) good.add(CycleShape.of(samples(70, -1, 0, c)));
        return CycleReference.of(good);
    }

    @Test
    void aShapeIsItsNumbers() {
        CycleShape shape = CycleShape.of(samples(70, -1, 0, 1));
        assertArrayEquals(
                shape.numbers(),
                CycleShape.of(CycleWindow.TAGS, shape.numbers()).numbers());
        assertEquals(24 * 10, shape.numbers().length);
    }

    @Test
    void aRampOfAnyLengthHasOneCourse() {
        for (int count : new int[] {12, 24, 31, 100, 333}) {
            double[][] ramp = new double[count][CycleWindow.TAGS];
            for (int s = 0; s < count; s++) ramp[s][0] = (s + 0.5) / count;
            CycleShape shape = CycleShape.of(ramp);
            for (int step = 0; step < CycleShape.STEPS; step++) {
                assertEquals((step + 0.5) / CycleShape.STEPS, shape.at(step, 0), 0.03, count + " samples");
            }
        }
    }

    @Test
    void whatIsLikeTheGoodOnesLiesWithinTheirBand() {
        CycleReference reference = reference();
        CycleShape other = CycleShape.of(samples(80, -1, 0, 99));
        int outside = 0;
        for (int step = 0; step < CycleShape.STEPS; step++) {
            for (int channel = 0; channel < CycleWindow.CHANNELS; channel++) {
                if (other.at(step, channel) < reference.lower(step, channel)
                        || other.at(step, channel) > reference.upper(step, channel)) {
                    outside++;
                }
            }
        }
        assertTrue(outside < 12, outside + " of 240 outside");
    }

    @Test
    void whatIsOffIsSoByItsTag() {
        CycleReference reference = reference();
        CycleShape other = CycleShape.of(samples(70, 2, 3, 99));
        double[] shares = reference.shares(other);
        assertTrue(shares[2] > 0.8, "share " + shares[2]);
        assertTrue(other.at(20, 2) > reference.upper(20, 2));
        assertTrue(other.at(3, 2) < reference.upper(3, 2));
        CycleWindow window = CycleWindow.of(other, reference);
        assertEquals(24 * 10, window.series().length);
        assertEquals(CycleWindow.FEATURES, window.features().length);
        for (float feature : window.features()) assertTrue(Float.isFinite(feature));
    }

    @Test
    void oneThatWasNotGoodSpoilsNothing() {
        List<CycleShape> good = new ArrayList<>();
        for (int c = 0; c < 8; c++) good.add(CycleShape.of(samples(70, -1, 0, c)));
        CycleReference clean = CycleReference.of(good);
        good.add(CycleShape.of(samples(70, 2, 30, 50)));
        CycleReference spoiled = CycleReference.of(good);
        assertEquals(clean.middle(20, 2), spoiled.middle(20, 2), 0.1);
        assertTrue(spoiled.upper(20, 2) < 32, "upper " + spoiled.upper(20, 2));
    }

    @Test
    void tooFewTellNothing() {
        assertThrows(IllegalArgumentException.class, () -> CycleShape.of(samples(11, -1, 0, 1)));
        List<CycleShape> few = List.of(CycleShape.of(samples(70, -1, 0, 1)));
        assertThrows(IllegalArgumentException.class, () -> CycleReference.of(few));
    }
}
