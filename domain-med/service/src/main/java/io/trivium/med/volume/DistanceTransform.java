package io.trivium.med.volume;

import java.util.Arrays;
import java.util.BitSet;

/** Exact Euclidean distance within a plane or a volume (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012). */
public final class DistanceTransform {
    private static final float FAR = 1e12f;

    private DistanceTransform() {}

    /**
     * Squared distance in mm² of every pixel to the nearest one that is set; very large where none is.
     *
     * @param set {@code [rows, columns]} row-major
     */
    public static float[] squared(boolean[] set, int rows, int columns, double rowMm, double columnMm) {
        float[] distance = new float[rows * columns];
        for (int i = 0; i < distance.length; i++) distance[i] = set[i] ? 0 : FAR;
        int most = Math.max(rows, columns);
        float[] line = new float[most];
        float[] out = new float[most];
        int[] at = new int[most];
        float[] from = new float[most + 1];
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < rows; j++) line[j] = distance[j * columns + i];
            line(line, rows, rowMm, out, at, from);
            for (int j = 0; j < rows; j++) distance[j * columns + i] = out[j];
        }
        for (int j = 0; j < rows; j++) {
            System.arraycopy(distance, j * columns, line, 0, columns);
            line(line, columns, columnMm, out, at, from);
            System.arraycopy(out, 0, distance, j * columns, columns);
        }
        return distance;
    }

    /**
     * Squared distance in mm² of every voxel to the nearest one that is set; very large where none is.
     *
     * @param set by {@link Grid#index}
     */
    static float[] squared(BitSet set, Grid grid) {
        int plane = grid.rows() * grid.columns();
        float[] distance = new float[grid.voxels()];
        for (int k = 0; k < grid.slices(); k++) {
            boolean[] slice = new boolean[plane];
            for (int p = 0; p < plane; p++) slice[p] = set.get(k * plane + p);
            float[] within = squared(slice, grid.rows(), grid.columns(), grid.rowSpacingMm(), grid.columnSpacingMm());
            System.arraycopy(within, 0, distance, k * plane, plane);
        }
        float[] line = new float[grid.slices()];
        float[] out = new float[grid.slices()];
        int[] at = new int[grid.slices()];
        float[] from = new float[grid.slices() + 1];
        for (int p = 0; p < plane; p++) {
            for (int k = 0; k < line.length; k++) line[k] = distance[k * plane + p];
            line(line, line.length, grid.sliceSpacingMm(), out, at, from);
            for (int k = 0; k < line.length; k++) distance[k * plane + p] = out[k];
        }
        return distance;
    }

    /** Pixels within {@code radiusMm} of one that is set. */
    public static boolean[] dilated(
            boolean[] set, int rows, int columns, double rowMm, double columnMm, double radiusMm) {
        float[] distance = squared(set, rows, columns, rowMm, columnMm);
        boolean[] dilated = new boolean[set.length];
        for (int i = 0; i < dilated.length; i++) dilated[i] = distance[i] <= radiusMm * radiusMm;
        return dilated;
    }

    /** Dilation, then erosion by the same radius; both ignore everything outside the plane. */
    public static boolean[] closed(
            boolean[] set, int rows, int columns, double rowMm, double columnMm, double radiusMm) {
        boolean[] dilated = dilated(set, rows, columns, rowMm, columnMm, radiusMm);
        for (int i = 0; i < dilated.length; i++) dilated[i] = !dilated[i];
        float[] distance = squared(dilated, rows, columns, rowMm, columnMm);
        boolean[] closed = new boolean[set.length];
        for (int i = 0; i < closed.length; i++) closed[i] = set[i] || distance[i] > radiusMm * radiusMm;
        return closed;
    }

    private static void line(float[] f, int count, double spacing, float[] out, int[] at, float[] from) {
        double scale = spacing * spacing;
        int last = 0;
        at[0] = 0;
        from[0] = Float.NEGATIVE_INFINITY;
        from[1] = Float.POSITIVE_INFINITY;
        for (int q = 1; q < count; q++) {
            double cross = crossing(f, q, at[last], scale);
            while (last > 0 && cross <= from[last]) cross = crossing(f, q, at[--last], scale);
            if (cross <= from[last]) {
                at[last] = q;
            } else {
                at[++last] = q;
                from[last] = (float) cross;
            }
            from[last + 1] = Float.POSITIVE_INFINITY;
        }
        int v = 0;
        for (int q = 0; q < count; q++) {
            while (from[v + 1] < q) v++;
            double away = q - at[v];
            out[q] = (float) Math.min(FAR, away * away * scale + f[at[v]]);
        }
        if (count == 0) Arrays.fill(out, FAR);
    }

    private static double crossing(float[] f, int q, int p, double scale) {
        return (f[q] / scale + (double) q * q - f[p] / scale - (double) p * p) / (2.0 * (q - p));
    }
}
