package io.trivium.med.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.volume.Point;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SuspectFeaturesTest {
    private static final Candidate CANDIDATE = new Candidate(new Point(0, 0, 0), 8, 0.5);

    private interface Shape {
        boolean holds(double x, double y, double z);
    }

    private static float[] cube(Shape shape) {
        float[] cube = new float[NoduleCube.VOXELS];
        Arrays.fill(cube, -850);
        for (int v = 0; v < cube.length; v++) {
            int row = v / 40 % 40;
            int slice = v / 1_600;
            double x = (v % 40 - 19.5) * 0.8;
            double y = (row - 19.5) * 0.8;
            double z = (slice - 9.5) * 1.6;
            if (shape.holds(x, y, z)) cube[v] = 40;
        }
        return cube;
    }

    private static double of(String name, float[] features) {
        return features[SuspectFeatures.NAMES.indexOf(name)];
    }

    @Test
    void aBallIsRoundAndAlone() {
        float[] ball = SuspectFeatures.of(CANDIDATE, cube((x, y, z) -> x * x + y * y + z * z < 16));
        assertEquals(SuspectFeatures.NAMES.size(), ball.length);
        assertTrue(of("JOINED_SECOND_TO_FIRST", ball) > 0.7);
        assertTrue(of("JOINED_THIRD_TO_FIRST", ball) > 0.6);
        assertEquals(0, of("SHELL_PATCHES", ball));
        assertEquals(0, of("JOINED_EDGE_SHARE", ball));
        assertEquals(0, of("SCORE_LOGIT", ball), 1e-6);
        assertEquals(Math.log(8), of("LOG_DIAMETER", ball), 1e-6);
        assertEquals(1, of("SCALE", ball));
    }

    @Test
    void aVesselIsStretchedAndLeavesOnTwoSides() {
        float[] vessel = SuspectFeatures.of(CANDIDATE, cube((x, y, z) -> y * y + z * z < 9));
        assertTrue(of("JOINED_SECOND_TO_FIRST", vessel) < 0.2);
        assertEquals(2, of("SHELL_PATCHES", vessel));
        assertTrue(of("JOINED_EDGE_SHARE", vessel) > 0);
    }

    @Test
    void numbersOfACubeWithoutAnythingAreFinite() {
        for (float number : SuspectFeatures.of(CANDIDATE, cube((x, y, z) -> false))) assertTrue(Float.isFinite(number));
        for (float number : SuspectFeatures.of(CANDIDATE, cube((x, y, z) -> true))) assertTrue(Float.isFinite(number));
    }
}
