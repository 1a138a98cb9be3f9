package io.trivium.med.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class NoduleCubeTest {
    private static final Point CENTRE = new Point(12, -30, 77);

    @Test
    void aBallIsSampledOutlinedMeasuredAndPutBack() {
        for (double radius : new double[] {4, 8, 12}) {
            Grid grid = Grid.axial(30, 64, 64, CENTRE.minus(new Point(22.4, 22.4, 18.75)), 0.7, 1.25);
            Volume volume = ball(grid, radius);
            NoduleCube cube = new NoduleCube(CENTRE, 1);
            float[] hu = cube.sample(volume);
            float[] probabilities = new float[hu.length];
            for (int v = 0; v < hu.length; v++) probabilities[v] = (hu[v] + 850) / 900;
            boolean[] mask = NoduleCube.outlined(probabilities);
            assertEquals(2 * radius, NoduleFeatures.equivalentDiameter(mask, 1), 0.35);
            BitSet back = cube.onto(grid, NoduleCube.within(probabilities, mask));
            double volumeMm3 = back.cardinality() * grid.voxelMm3();
            assertEquals(4.0 / 3 * Math.PI * Math.pow(radius, 3), volumeMm3, 0.12 * volumeMm3);
            assertTrue(back.get(grid.index(15, 32, 32)));
            float[] features = NoduleFeatures.of(hu, mask, 1);
            assertEquals(NoduleFeatures.NAMES.size(), features.length);
            assertEquals(1, features[NoduleFeatures.NAMES.indexOf("SECOND_TO_FIRST_VARIANCE")], 0.2);
            assertEquals(50 / 300.0, features[NoduleFeatures.NAMES.indexOf("HIGH_DECILE_HU")], 0.02);
        }
    }

    @Test
    void onlyWhatIsJoinedWithTheVoxelNearestToTheCentreIsOutlined() {
        float[] probabilities = new float[NoduleCube.VOXELS];
        int centre = (10 * NoduleCube.ROWS + 20) * NoduleCube.COLUMNS + 20;
        probabilities[centre] = 0.9f;
        probabilities[centre + 1] = 0.6f;
        probabilities[centre + 5] = 1;
        boolean[] mask = NoduleCube.outlined(probabilities);
        assertTrue(mask[centre] && mask[centre + 1]);
        assertFalse(mask[centre + 5]);
        float[] kept = NoduleCube.within(probabilities, mask);
        assertEquals(0, kept[centre + 5]);
        assertEquals(0.6f, kept[centre + 1]);
    }

    @Test
    void placesBeyondTheVolumeAreLung() {
        Grid grid = Grid.axial(2, 4, 4, new Point(0, 0, 0), 0.8, 1.6);
        float[] hu = new NoduleCube(new Point(1.2, 1.2, 0.8), 1).sample(new Volume(grid, new short[32]));
        long lung = 0;
        for (float value : hu) if (value == NoduleCube.OUTSIDE) lung++;
        assertEquals(NoduleCube.VOXELS - 32, lung);
    }

    @Test
    void eigenvaluesOfAKnownMatrix() {
        double[] found = SymmetricEigenvalues.of(new double[][] {{2, 1, 0}, {1, 2, 0}, {0, 0, 5}});
        assertArrayEquals(new double[] {5, 3, 1}, found, 1e-9);
        assertArrayEquals(
                new double[] {4, 4, 4},
                SymmetricEigenvalues.of(new double[][] {{4, 0, 0}, {0, 4, 0}, {0, 0, 4}}),
                1e-9);
    }

    /** 50 HU within, −850 around, with a border as wide as a voxel. */
    private static Volume ball(Grid grid, double radius) {
        short[] voxels = new short[grid.voxels()];
        Arrays.fill(voxels, (short) -850);
        for (int k = 0; k < grid.slices(); k++) {
            for (int j = 0; j < grid.rows(); j++) {
                for (int i = 0; i < grid.columns(); i++) {
                    double away = grid.patient(k, j, i).minus(CENTRE).length();
                    double share = Math.clamp((radius - away) / 0.7 + 0.5, 0, 1);
                    voxels[grid.index(k, j, i)] = (short) Math.round(-850 + 900 * share);
                }
            }
        }
        return new Volume(grid, voxels);
    }
}
