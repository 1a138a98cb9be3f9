package io.trivium.med.detection;

import io.trivium.med.finding.Extent.Size;
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

    /**
     * Size of a mask: its longest distance of two voxels of one slice, the extent at right angles to it in that slice, each plus
     * a pixel, and its volume. Only the ends of the rows' runs are compared.
     */
    static Size size(BitSet mask, Grid grid) {
        double longest = -1;
        double shortAxis = 0;
        int plane = grid.rows() * grid.columns();
        for (int v = mask.nextSetBit(0); v >= 0; ) {
            int k = v / plane;
            List<double[]> ends = new ArrayList<>();
            for (int at = v; at >= 0 && at / plane == k; ) {
                int row = at / grid.columns();
                int last = mask.previousSetBit((row + 1) * grid.columns() - 1);
                double y = row * grid.rowSpacingMm();
                ends.add(new double[] {at % grid.columns() * grid.columnSpacingMm(), y});
                ends.add(new double[] {last % grid.columns() * grid.columnSpacingMm(), y});
                at = mask.nextSetBit((row + 1) * grid.columns());
            }
            double[] across = {0, 0};
            double most = -1;
            for (double[] a : ends) {
                for (double[] b : ends) {
                    double length = Math.hypot(a[0] - b[0], a[1] - b[1]);
                    if (length <= most) continue;
                    most = length;
                    across = new double[] {a[1] - b[1], b[0] - a[0]};
                }
            }
            if (most > longest) {
                longest = most;
                shortAxis = most == 0 ? 0 : extent(ends, across[0] / most, across[1] / most);
            }
            v = mask.nextSetBit((k + 1) * plane);
        }
        double pixel = (grid.rowSpacingMm() + grid.columnSpacingMm()) / 2;
        return new Size(longest + pixel, shortAxis + pixel, mask.cardinality() * grid.voxelMm3());
    }

    private static double extent(List<double[]> points, double x, double y) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double[] point : points) {
            double along = point[0] * x + point[1] * y;
            least = Math.min(least, along);
            most = Math.max(most, along);
        }
        return most - least;
    }

    /** Whether a mask touches the first or last slice, row or column of its grid. */
    static boolean touchesBorder(BitSet mask, Grid grid) {
        int plane = grid.rows() * grid.columns();
        for (int v = mask.nextSetBit(0); v >= 0; v = mask.nextSetBit(v + 1)) {
            int k = v / plane;
            int j = v % plane / grid.columns();
            int i = v % grid.columns();
            if (k == 0 || j == 0 || i == 0) return true;
            if (k == grid.slices() - 1 || j == grid.rows() - 1 || i == grid.columns() - 1) return true;
        }
        return false;
    }
}
