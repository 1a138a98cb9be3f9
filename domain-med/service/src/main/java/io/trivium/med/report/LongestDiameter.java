package io.trivium.med.report;

import io.trivium.med.volume.Grid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The longest in-plane chord of a segmentation, for drawing; its ends are pixel centres, so it is up to a pixel shorter than
 * the diameter that the model measured.
 *
 * @param slice the index k of its slice
 * @param fromColumn of one end, in pixels
 */
record LongestDiameter(int slice, int fromColumn, int fromRow, int toColumn, int toRow) {

    /** Compares the outline's pixels of each slice with each other; a nodule has some hundreds. */
    static LongestDiameter of(BitSet mask, Grid grid) {
        int perSlice = grid.rows() * grid.columns();
        LongestDiameter longest = null;
        double best = -1;
        for (int voxel = mask.nextSetBit(0); voxel >= 0; ) {
            int k = voxel / perSlice;
            List<int[]> outline = outline(mask, grid, k);
            for (int a = 0; a < outline.size(); a++) {
                for (int b = a; b < outline.size(); b++) {
                    double across = (outline.get(a)[0] - outline.get(b)[0]) * grid.columnSpacingMm();
                    double down = (outline.get(a)[1] - outline.get(b)[1]) * grid.rowSpacingMm();
                    double length = across * across + down * down;
                    if (length > best) {
                        best = length;
                        longest = new LongestDiameter(
                                k, outline.get(a)[0], outline.get(a)[1], outline.get(b)[0], outline.get(b)[1]);
                    }
                }
            }
            voxel = mask.nextSetBit((k + 1) * perSlice);
        }
        if (longest == null) throw new IllegalArgumentException("an empty segmentation");
        return longest;
    }

    /** Voxels of a slice that begin or end a run of their row: the only ones a chord can end at. */
    private static List<int[]> outline(BitSet mask, Grid grid, int k) {
        List<int[]> outline = new ArrayList<>();
        for (int j = 0; j < grid.rows(); j++) {
            int row = grid.index(k, j, 0);
            int first = mask.nextSetBit(row);
            if (first < 0 || first >= row + grid.columns()) continue;
            int last = mask.previousSetBit(row + grid.columns() - 1);
            outline.add(new int[] {first - row, j});
            if (last != first) outline.add(new int[] {last - row, j});
        }
        return outline;
    }
}
