package io.trivium.med.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.simulation.NodulePlacer.Placed;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PhantomTest {
    /** Coarse, so that a chest takes a fraction of a second. */
    private static final Protocol COARSE = new Protocol(1.6, 5, 0.7, 0, 30, 0.9);

    @Test
    void theSameSeedGivesTheSameImage() {
        Phantom first = new Phantom(11, COARSE);
        Phantom second = new Phantom(11, COARSE);
        assertArrayEquals(first.ideal().hounsfield(), second.ideal().hounsfield());
        assertArrayEquals(first.scanned(3).hounsfield(), second.scanned(3).hounsfield());
    }

    @Test
    void everyChestHasLungsOfALikelySizeWithVesselsInThem() {
        for (long seed = 0; seed < 6; seed++) {
            Volume image = new Phantom(seed, COARSE).scanned(seed);
            Volume even = Resampler.isotropic(image, 2);
            BitSet lungs = LungMask.of(even);
            double litres = lungs.cardinality() * even.grid().voxelMm3() / 1e6;
            assertTrue(litres > 2 && litres < 10, "seed " + seed + ": lungs of " + litres + " l");
            double bright =
                    lungs.stream().filter(v -> even.hounsfield()[v] > -500).count() / (double) lungs.cardinality();
            assertTrue(bright > 0.01 && bright < 0.3, "seed " + seed + ": vessels are " + bright + " of the lungs");
        }
    }

    @Test
    void noiseIsAsStrongAsTheProtocolSays() {
        Protocol noisy = new Protocol(1.6, 5, 0.7, 0, 80, 0.9);
        Volume first = new Phantom(2, noisy).scanned(1);
        Volume second = new Phantom(2, noisy).scanned(2);
        double squares = 0;
        int count = 0;
        for (int v = 0; v < first.hounsfield().length; v++) {
            if (first.hounsfield()[v] > -700 || first.hounsfield()[v] < -900) continue;
            squares += Math.pow(first.hounsfield()[v] - second.hounsfield()[v], 2);
            count++;
        }
        assertEquals(80 / Math.sqrt(5), Math.sqrt(squares / count / 2), 6);
    }

    @Test
    void nodulesAreBrightInTheLungsAndApart() {
        Phantom phantom = new Phantom(5, COARSE);
        Volume ideal = phantom.ideal();
        short[] before = ideal.hounsfield().clone();
        Volume coarse = Resampler.isotropic(ideal, 2);
        BitSet lungs = LungMask.of(coarse);
        SplittableRandom random = new SplittableRandom(1);
        NodulePlacer placer = new NodulePlacer(random, coarse, lungs);
        List<Placed> placed = new ArrayList<>();
        for (int n = 0; n < 10; n++)
            placer.put(NodulePatch.simulated(random, 10), 1, ideal).ifPresent(placed::add);
        assertFalse(placed.size() < 8, "only " + placed.size() + " of 10 found a place");
        int brighter = 0;
        for (int v = 0; v < before.length; v++) {
            assertTrue(ideal.hounsfield()[v] >= before[v], "a nodule darkened a voxel");
            if (ideal.hounsfield()[v] > before[v] + 50) brighter++;
        }
        double each = 4.0 / 3 * Math.PI * 125 / ideal.grid().voxelMm3();
        assertTrue(brighter > 0.5 * each * placed.size(), brighter + " voxels for " + placed.size() + " nodules");
        for (Placed one : placed) {
            Point at = coarse.grid().indexOf(one.centre());
            Grid grid = coarse.grid();
            assertTrue(
                    lungs.get(grid.index((int) Math.rint(at.z()), (int) Math.rint(at.y()), (int) Math.rint(at.x()))));
            for (Placed other : placed) {
                if (!one.equals(other))
                    assertTrue(one.centre().minus(other.centre()).length() >= 18);
            }
        }
    }

    @Test
    void aNoduleHasTheDiameterThatWasAskedFor() {
        for (long seed = 0; seed < 20; seed++) {
            NodulePatch patch = NodulePatch.simulated(new SplittableRandom(seed), 12);
            double voxels = 0;
            for (float share : patch.share()) voxels += share;
            double diameter = Math.cbrt(6 * voxels * patch.grid().voxelMm3() / Math.PI);
            assertEquals(12, diameter, 2.5, "seed " + seed);
        }
    }
}
