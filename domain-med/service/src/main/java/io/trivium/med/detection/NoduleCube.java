package io.trivium.med.detection;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.ArrayDeque;
import java.util.BitSet;

/**
 * The block around a candidate that the networks see: {@code [20, 40, 40]} voxels of 1.6 × 0.8 × 0.8 mm times the scale, so
 * 32 mm along every axis at scale 1 and 64 mm at scale 2, its axes parallel to the volume's.
 *
 * @param centre in the patient
 * @param scale 1 for nodules up to 30 mm, 2 for masses
 */
public record NoduleCube(Point centre, double scale) {
    public static final int SLICES = 20;
    public static final int ROWS = 40;
    public static final int COLUMNS = 40;
    public static final int VOXELS = SLICES * ROWS * COLUMNS;
    public static final double SLICE_MM = 1.6;
    public static final double IN_PLANE_MM = 0.8;

    /** HU of places the volume does not reach: aerated lung. */
    public static final float OUTSIDE = -850;

    public static final float LOWEST = -1000;
    public static final float HIGHEST = 400;

    private static final float INSIDE = 0.5f;

    public NoduleCube {
        if (!(scale > 0)) throw new IllegalArgumentException("scale " + scale);
    }

    /** The lattice of its voxels, with axes as {@code like} has them. */
    public Grid grid(Grid like) {
        double slice = SLICE_MM * scale;
        double inPlane = IN_PLANE_MM * scale;
        Point origin = centre.minus(like.alongRow().times((COLUMNS - 1) / 2.0 * inPlane))
                .minus(like.alongColumn().times((ROWS - 1) / 2.0 * inPlane))
                .minus(like.normal().times((SLICES - 1) / 2.0 * slice));
        return new Grid(SLICES, ROWS, COLUMNS, origin, like.alongRow(), like.alongColumn(), inPlane, inPlane, slice);
    }

    /** HU by trilinear interpolation, limited to −1000 … 400; {@code [slices, rows, columns]} row-major. */
    public float[] sample(Volume volume) {
        Grid from = volume.grid();
        Grid to = grid(from);
        float[] hu = new float[VOXELS];
        Point first = from.indexOf(to.origin());
        double di = to.columnSpacingMm() / from.columnSpacingMm();
        double dj = to.rowSpacingMm() / from.rowSpacingMm();
        double dk = to.sliceSpacingMm() / from.sliceSpacingMm();
        int at = 0;
        for (int k = 0; k < SLICES; k++) {
            for (int j = 0; j < ROWS; j++) {
                for (int i = 0; i < COLUMNS; i++) {
                    double value = interpolated(volume, first.z() + k * dk, first.y() + j * dj, first.x() + i * di);
                    hu[at++] = (float) Math.clamp(value, LOWEST, HIGHEST);
                }
            }
        }
        return hu;
    }

    /** HU between voxels; within half a voxel beyond the outermost ones the nearest, else {@link #OUTSIDE}. */
    static double interpolated(Volume volume, double k, double j, double i) {
        Grid grid = volume.grid();
        if (k < -0.5 || j < -0.5 || i < -0.5) return OUTSIDE;
        if (k > grid.slices() - 0.5 || j > grid.rows() - 0.5 || i > grid.columns() - 0.5) return OUTSIDE;
        double z = Math.clamp(k, 0, grid.slices() - 1);
        double y = Math.clamp(j, 0, grid.rows() - 1);
        double x = Math.clamp(i, 0, grid.columns() - 1);
        int k0 = (int) z;
        int j0 = (int) y;
        int i0 = (int) x;
        int k1 = Math.min(k0 + 1, grid.slices() - 1);
        int j1 = Math.min(j0 + 1, grid.rows() - 1);
        int i1 = Math.min(i0 + 1, grid.columns() - 1);
        double a = mixed(volume.at(k0, j0, i0), volume.at(k0, j0, i1), x - i0);
        double b = mixed(volume.at(k0, j1, i0), volume.at(k0, j1, i1), x - i0);
        double c = mixed(volume.at(k1, j0, i0), volume.at(k1, j0, i1), x - i0);
        double d = mixed(volume.at(k1, j1, i0), volume.at(k1, j1, i1), x - i0);
        return mixed(mixed(a, b, y - j0), mixed(c, d, y - j0), z - k0);
    }

    private static double mixed(double a, double b, double part) {
        return a + part * (b - a);
    }

    /**
     * Voxels of the cube that belong to the nodule: of at least one half, and joined with the one nearest to the centre.
     *
     * @param probabilities of the cube's voxels
     * @return all false when no voxel reaches one half
     */
    public static boolean[] outlined(float[] probabilities) {
        int seed = -1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int v = 0; v < VOXELS; v++) {
            if (probabilities[v] < INSIDE) continue;
            double distance = distance(v);
            if (distance < nearest) {
                nearest = distance;
                seed = v;
            }
        }
        boolean[] mask = new boolean[VOXELS];
        if (seed < 0) return mask;
        ArrayDeque<Integer> waiting = new ArrayDeque<>();
        mask[seed] = true;
        waiting.push(seed);
        while (!waiting.isEmpty()) {
            int v = waiting.pop();
            int i = v % COLUMNS;
            int j = v / COLUMNS % ROWS;
            int k = v / (COLUMNS * ROWS);
            if (i > 0) take(probabilities, mask, v - 1, waiting);
            if (i < COLUMNS - 1) take(probabilities, mask, v + 1, waiting);
            if (j > 0) take(probabilities, mask, v - COLUMNS, waiting);
            if (j < ROWS - 1) take(probabilities, mask, v + COLUMNS, waiting);
            if (k > 0) take(probabilities, mask, v - COLUMNS * ROWS, waiting);
            if (k < SLICES - 1) take(probabilities, mask, v + COLUMNS * ROWS, waiting);
        }
        return mask;
    }

    /** Which voxels have a probability of at least one half. */
    static boolean[] reaching(float[] probabilities) {
        boolean[] reaching = new boolean[VOXELS];
        for (int v = 0; v < VOXELS; v++) reaching[v] = probabilities[v] >= INSIDE;
        return reaching;
    }

    private static double distance(int v) {
        int i = v % COLUMNS;
        int j = v / COLUMNS % ROWS;
        int k = v / (COLUMNS * ROWS);
        double x = (i - (COLUMNS - 1) / 2.0) * IN_PLANE_MM;
        double y = (j - (ROWS - 1) / 2.0) * IN_PLANE_MM;
        double z = (k - (SLICES - 1) / 2.0) * SLICE_MM;
        return x * x + y * y + z * z;
    }

    private static void take(float[] probabilities, boolean[] mask, int v, ArrayDeque<Integer> waiting) {
        if (mask[v] || probabilities[v] < INSIDE) return;
        mask[v] = true;
        waiting.push(v);
    }

    /**
     * The outline on a volume's own voxels: those at which the interpolated probability reaches one half.
     *
     * @param probabilities of the cube's voxels, 0 wherever the voxel is not {@link #outlined}
     */
    public BitSet onto(Grid target, float[] probabilities) {
        Grid own = grid(target);
        BitSet mask = new BitSet();
        Point low = target.indexOf(own.patient(-1, -1, -1));
        Point high = target.indexOf(own.patient(SLICES, ROWS, COLUMNS));
        for (int k = Math.max(0, (int) low.z()); k <= Math.min(target.slices() - 1, high.z()); k++) {
            for (int j = Math.max(0, (int) low.y()); j <= Math.min(target.rows() - 1, high.y()); j++) {
                for (int i = Math.max(0, (int) low.x()); i <= Math.min(target.columns() - 1, high.x()); i++) {
                    Point at = own.indexOf(target.patient(k, j, i));
                    if (probability(probabilities, at.z(), at.y(), at.x()) >= INSIDE) mask.set(target.index(k, j, i));
                }
            }
        }
        return mask;
    }

    private static double probability(float[] p, double k, double j, double i) {
        int k0 = (int) Math.floor(k);
        int j0 = (int) Math.floor(j);
        int i0 = (int) Math.floor(i);
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int z = k0 + (corner >> 2);
            int y = j0 + (corner >> 1 & 1);
            int x = i0 + (corner & 1);
            if (z < 0 || y < 0 || x < 0 || z >= SLICES || y >= ROWS || x >= COLUMNS) continue;
            double weight = (1 - Math.abs(k - z)) * (1 - Math.abs(j - y)) * (1 - Math.abs(i - x));
            sum += weight * p[(z * ROWS + y) * COLUMNS + x];
        }
        return sum;
    }

    /** Probabilities with those outside a mask set to 0, so that {@link #onto} outlines one nodule only. */
    public static float[] within(float[] probabilities, boolean[] mask) {
        float[] kept = probabilities.clone();
        for (int v = 0; v < VOXELS; v++) if (!mask[v] && kept[v] >= INSIDE) kept[v] = 0;
        return kept;
    }
}
