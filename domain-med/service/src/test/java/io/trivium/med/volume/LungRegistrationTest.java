package io.trivium.med.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LungRegistrationTest {
    private static final List<Point> PLACES =
            List.of(new Point(-60, 20, 60), new Point(50, -30, -40), new Point(70, 10, 0), new Point(-80, -20, -50));

    /** Two lungs of unequal form, in a later position: shifted, turned about the body's axis and expanded along it. */
    private static Point moved(Point place) {
        double turn = Math.toRadians(6);
        return new Point(
                Math.cos(turn) * place.x() - Math.sin(turn) * place.y() + 25,
                Math.sin(turn) * place.x() + Math.cos(turn) * place.y() - 14,
                1.12 * place.z() - 300);
    }

    private static Point back(Point place) {
        double turn = Math.toRadians(-6);
        double x = place.x() - 25;
        double y = place.y() + 14;
        return new Point(
                Math.cos(turn) * x - Math.sin(turn) * y,
                Math.sin(turn) * x + Math.cos(turn) * y,
                (place.z() + 300) / 1.12);
    }

    private static boolean lung(Point at) {
        double flat = at.z() < -60 ? 2 : 1; // the bases end sooner
        double right = Math.hypot(Math.hypot((at.x() + 70) / 48, at.y() / 75), flat * at.z() / 120);
        double left = Math.hypot(Math.hypot((at.x() - 72) / 42, (at.y() - 8) / 70), flat * at.z() / 112);
        return right < 1 || left < 1;
    }

    private static LungField field(Point origin, int slices, boolean later) {
        Grid grid = Grid.axial(slices, 70, 84, origin, 4, 4);
        BitSet lungs = new BitSet();
        for (int v = 0; v < grid.voxels(); v++) {
            Point at = grid.patient(v);
            if (lung(later ? back(at) : at)) lungs.set(v);
        }
        return new LungField(grid, lungs);
    }

    private static double worst(LungRegistration.Fit fit) {
        double worst = 0;
        for (Point place : PLACES)
            worst = Math.max(worst, fit.map().apply(place).minus(moved(place)).length());
        return worst;
    }

    @Test
    void undoesShiftTurnAndExpansion() {
        LungField prior = field(new Point(-165, -140, -150), 75, false);
        LungField now = field(new Point(-150, -160, -460), 90, true);
        LungRegistration.Fit fit = LungRegistration.of(prior, now).orElseThrow();
        assertTrue(worst(fit) < 2, "off by " + worst(fit));
        assertTrue(fit.errorMm() < 1.5, "error " + fit.errorMm());
    }

    @Test
    void refusesWhatAreNoLungs() {
        LungField lungs = field(new Point(-165, -140, -150), 75, false);
        assertTrue(LungRegistration.of(lungs, new LungField(lungs.grid(), new BitSet()))
                .isEmpty());
        BitSet all = new BitSet();
        all.set(0, lungs.grid().voxels());
        assertTrue(LungRegistration.of(lungs, new LungField(lungs.grid(), all)).isEmpty());
    }

    @Test
    void measuresDepthBelowTheSurface() {
        Grid grid = Grid.axial(20, 20, 20, new Point(0, 0, 0), 4, 4);
        BitSet half = new BitSet();
        for (int v = 0; v < grid.voxels(); v++) if (grid.patient(v).x() < 38) half.set(v);
        LungDepth depth = new LungDepth(new LungField(grid, half));
        assertEquals(0, depth.at(new Point(38, 40, 40)), 1e-6);
        assertEquals(10, depth.at(new Point(28, 40, 40)), 1e-6);
        assertEquals(-10, depth.at(new Point(48, 40, 40)), 1e-6);
        assertEquals(LungDepth.MOST_MM, depth.at(new Point(1, 40, 40)), 1e-6);
        assertTrue(Double.isNaN(depth.at(new Point(-1, 40, 40))));
    }
}
