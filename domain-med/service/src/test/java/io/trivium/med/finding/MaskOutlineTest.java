package io.trivium.med.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskOutlineTest {

    private static final Grid GRID = Grid.axial(3, 8, 8, new Point(0, 0, 0), 1, 1);

    private static BitSet mask(int... kji) {
        BitSet mask = new BitSet();
        for (int n = 0; n < kji.length; n += 3) mask.set(GRID.index(kji[n], kji[n + 1], kji[n + 2]));
        return mask;
    }

    @Test
    void aPixelIsASquareAndARowOfThemARectangle() {
        assertEquals(
                List.of(new MaskOutline(1, List.of(List.of(3, 2, 4, 2, 4, 3, 3, 3)))),
                MaskOutline.of(mask(1, 2, 3), GRID));
        assertEquals(
                List.of(new MaskOutline(0, List.of(List.of(0, 0, 3, 0, 3, 1, 0, 1)))),
                MaskOutline.of(mask(0, 0, 0, 0, 0, 1, 0, 0, 2), GRID));
    }

    @Test
    void aHoleIsAPathOfItsOwnAndPixelsThatTouchAtACornerStayApart() {
        BitSet ring = mask(0, 1, 1, 0, 1, 2, 0, 1, 3, 0, 2, 1, 0, 2, 3, 0, 3, 1, 0, 3, 2, 0, 3, 3);
        assertEquals(2, MaskOutline.of(ring, GRID).getFirst().paths().size());
        assertEquals(
                2,
                MaskOutline.of(mask(2, 4, 4, 2, 5, 5), GRID).getFirst().paths().size());
    }

    /** The signed areas of all paths add up to the number of pixels. */
    @Test
    void pathsEncloseExactlyTheMask() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            BitSet mask = new BitSet();
            for (int v = 0; v < GRID.voxels(); v++) if (random.nextInt(3) > 0) mask.set(v);
            int area = 0;
            for (MaskOutline outline : MaskOutline.of(mask, GRID)) {
                for (List<Integer> path : outline.paths()) area += area(path);
            }
            assertEquals(mask.cardinality() * 2, area, "seed " + seed);
            assertTrue(mask.cardinality() > 0);
        }
    }

    private static int area(List<Integer> path) {
        int twice = 0;
        for (int n = 0; n < path.size(); n += 2) {
            int next = (n + 2) % path.size();
            twice += path.get(n) * path.get(next + 1) - path.get(next) * path.get(n + 1);
        }
        return twice;
    }
}
