package io.trivium.med.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class VolumeOperationsTest {

    @Test
    void resamplingKeepsALinearRampExactly() {
        Grid grid = Grid.axial(6, 20, 30, new Point(-10, 5, 100), 0.7, 2.5);
        short[] voxels = new short[grid.voxels()];
        for (int k = 0; k < 6; k++) {
            for (int j = 0; j < 20; j++) {
                for (int i = 0; i < 30; i++) voxels[grid.index(k, j, i)] = (short) (250 * k + 70 * j + 140 * i);
            }
        }
        Volume iso = Resampler.isotropic(new Volume(grid, voxels), 1);
        assertEquals(13, iso.grid().slices());
        assertEquals(14, iso.grid().rows());
        assertEquals(21, iso.grid().columns());
        for (int k = 0; k < 13; k++) {
            for (int j = 0; j < 14; j++) {
                for (int i = 0; i < 21; i++) assertEquals(100 * k + 100 * j + 200 * i, iso.at(k, j, i), 1);
            }
        }
        assertEquals(new Point(-10, 5, 100), iso.grid().patient(0, 0, 0));
    }

    @Test
    void resamplingASingleSliceRepeatsNothing() {
        Grid grid = Grid.axial(1, 4, 4, new Point(0, 0, 0), 1, 5);
        Volume iso = Resampler.isotropic(new Volume(grid, new short[16]), 2);
        assertEquals(1, iso.grid().slices());
        assertEquals(2, iso.grid().rows());
    }

    @Test
    void distancesEqualThoseByBruteForce() {
        java.util.Random random = new java.util.Random(4);
        boolean[] set = new boolean[17 * 23];
        for (int n = 0; n < 9; n++) set[random.nextInt(set.length)] = true;
        float[] found = DistanceTransform.squared(set, 17, 23, 0.5, 2);
        for (int p = 0; p < set.length; p++) {
            double least = Double.POSITIVE_INFINITY;
            for (int q = 0; q < set.length; q++) {
                if (!set[q]) continue;
                double y = (p / 23 - q / 23) * 0.5;
                double x = (p % 23 - q % 23) * 2;
                least = Math.min(least, x * x + y * y);
            }
            assertEquals(least, found[p], 1e-3);
        }
    }

    @Test
    void closingFillsAGapNarrowerThanTwoRadiiAndLeavesTheEdgeAlone() {
        boolean[] set = new boolean[20 * 20];
        for (int j = 4; j < 16; j++) {
            for (int i = 4; i < 16; i++) set[j * 20 + i] = i < 9 || i > 11;
        }
        boolean[] closed = DistanceTransform.closed(set, 20, 20, 1, 1, 2);
        assertTrue(closed[10 * 20 + 10]);
        assertFalse(closed[2 * 20 + 10]);
        assertFalse(closed[10 * 20 + 3]);
    }

    @Test
    void componentsThatMeetLateAreOne() {
        Grid grid = Grid.axial(2, 3, 5, new Point(0, 0, 0), 1, 1);
        BitSet mask = new BitSet();
        for (int i : new int[] {0, 4}) {
            for (int j = 0; j < 3; j++) mask.set(grid.index(0, j, i));
        }
        mask.set(grid.index(1, 0, 2));
        Components apart = Components.of(grid, mask);
        assertEquals(3, apart.count());
        for (int i = 1; i < 4; i++) mask.set(grid.index(0, 2, i));
        Components joined = Components.of(grid, mask);
        assertEquals(2, joined.count());
        assertEquals(9, joined.size(joined.label(grid.index(0, 0, 0))));
        assertEquals(1, joined.mask(joined.label(grid.index(1, 0, 2))).cardinality());
    }

    @Test
    void lungsKeepNodulesAtThePleuraAndLeaveOutAirAroundTheBody() {
        Grid grid = Grid.axial(40, 120, 160, new Point(0, 0, 0), 2, 2);
        short[] voxels = new short[grid.voxels()];
        Arrays.fill(voxels, Volume.AIR);
        for (int k = 0; k < 40; k++) {
            for (int j = 0; j < 120; j++) {
                for (int i = 0; i < 160; i++) {
                    double body = square((j - 60) / 50.0) + square((i - 80) / 70.0);
                    double right = square((j - 60) / 35.0) + square((i - 45) / 25.0);
                    double left = square((j - 60) / 35.0) + square((i - 115) / 25.0);
                    if (body < 1) voxels[grid.index(k, j, i)] = (short) (right < 1 || left < 1 ? -850 : 40);
                    double nodule = square(j - 60) + square(i - 22) + square(k - 20);
                    if (nodule < 25) voxels[grid.index(k, j, i)] = 30;
                }
            }
        }
        BitSet lungs = LungMask.of(new Volume(grid, voxels));
        assertTrue(lungs.get(grid.index(20, 60, 45)));
        assertTrue(lungs.get(grid.index(20, 60, 115)));
        assertTrue(lungs.get(grid.index(20, 60, 25)), "a nodule of 20 mm at the pleura");
        assertFalse(lungs.get(grid.index(20, 60, 80)), "the mediastinum");
        assertFalse(lungs.get(grid.index(20, 2, 2)), "air around the body");
        double litres = lungs.cardinality() * grid.voxelMm3() / 1e6;
        assertEquals(2 * Math.PI * 70 * 50 * 80 / 1e6, litres, 0.1);
    }

    @Test
    void aMassThatTheLungEnclosesIsWithinTheLungs() {
        Grid grid = Grid.axial(40, 120, 160, new Point(0, 0, 0), 2, 2);
        short[] voxels = new short[grid.voxels()];
        Arrays.fill(voxels, (short) 40);
        for (int k = 0; k < 40; k++) {
            for (int j = 0; j < 120; j++) {
                for (int i = 0; i < 160; i++) {
                    double lung = square((j - 60) / 40.0) + square((i - 80) / 50.0);
                    double mass = square(j - 60) + square(i - 80) + square(k - 20);
                    if (lung < 1 && mass > 225) voxels[grid.index(k, j, i)] = -850;
                }
            }
        }
        Volume volume = new Volume(grid, voxels);
        LungField lungs = new LungField(grid, LungMask.of(volume));
        assertTrue(lungs.holds(grid.patient(20, 60, 80)), "a mass of 60 mm");
        assertFalse(lungs.holds(grid.patient(20, 60, 140)));
        assertFalse(lungs.holds(grid.patient(-5, 60, 80)), "before the first slice");
        BitSet row = new BitSet();
        row.set(grid.index(20, 60, 0), grid.index(20, 60, 160));
        BitSet within = lungs.within(row, grid);
        assertEquals(grid.index(20, 60, 31), within.nextSetBit(0));
        assertEquals(99, within.cardinality());
    }

    @Test
    void aVolumeWithoutAirHasNoLungs() {
        Grid grid = Grid.axial(4, 10, 10, new Point(0, 0, 0), 2, 2);
        assertTrue(LungMask.of(new Volume(grid, new short[grid.voxels()])).isEmpty());
    }

    private static double square(double x) {
        return x * x;
    }
}
