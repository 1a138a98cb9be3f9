package io.trivium.med.detection;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Place and extent of an outline on the voxels of a series. */
final class MaskMeasures {
    private MaskMeasures() {}

    /** Middle of its voxels. */
    static Point centre(BitSet mask, Grid grid) {
        long k = 0;
        long j = 0;
        long i = 0;
        for (int v = mask.nextSetBit(0); v >= 0; v = mask.nextSetBit(v + 1)) {
            k += v / (grid.columns() * grid.rows());
            j += v / grid.columns() % grid.rows();
            i += v % grid.columns();
        }
        double count = mask.cardinality();
        return grid.patient(k / count, j / count, i / count);
    }

    /** Longest distance of two voxels of one slice, plus a pixel; only the ends of the rows' runs are compared. */
    static double longestMm(BitSet mask, Grid grid) {
        double longest = 0;
        int plane = grid.rows() * grid.columns();
        for (int v = mask.nextSetBit(0); v >= 0; ) {
            int k = v / plane;
            List<int[]> ends = new ArrayList<>();
            for (int at = v; at >= 0 && at / plane == k; ) {
                int row = at / grid.columns();
                int last = mask.previousSetBit((row + 1) * grid.columns() - 1);
                ends.add(new int[] {row, at % grid.columns()});
                ends.add(new int[] {row, last % grid.columns()});
                at = mask.nextSetBit((row + 1) * grid.columns());
            }
            for (int[] a : ends)
                for (int[] b : ends)
                    longest = Math.max(
                            longest,
                            Math.hypot((a[0] - b[0]) * grid.rowSpacingMm(), (a[1] - b[1]) * grid.columnSpacingMm()));
            v = mask.nextSetBit((k + 1) * plane);
        }
        return longest + (grid.rowSpacingMm() + grid.columnSpacingMm()) / 2;
    }
}
