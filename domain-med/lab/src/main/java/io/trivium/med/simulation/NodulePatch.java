package io.trivium.med.simulation;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * A nodule without its surroundings: HU and a share from 1 within the outline to 0 beyond a soft edge.
 *
 * @param hounsfield by {@link Grid#index}
 * @param share likewise, in [0, 1]
 * @param middle of the outline, in the grid's patient
 * @param diameterMm of the ball with the outline's volume
 * @param patientId whose it is; empty for a simulated one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NodulePatch(
        Grid grid, float[] hounsfield, float[] share, Point middle, double diameterMm, String patientId) {
    private static final float[] EDGE = {1, 0.65f, 0.25f};

    /**
     * A recorded nodule.
     *
     * @param outline its voxels, by {@link Grid#index}
     */
    public static NodulePatch recorded(String patientId, Volume volume, BitSet outline) {
        Grid grid = volume.grid();
        float[] share = new float[grid.voxels()];
        float[] hounsfield = new float[grid.voxels()];
        Point sum = new Point(0, 0, 0);
        BitSet ring = (BitSet) outline.clone();
        for (int step = 0; step < EDGE.length; step++) {
            BitSet grown = step == 0 ? ring : grown(grid, ring);
            for (int v = grown.nextSetBit(0); v >= 0; v = grown.nextSetBit(v + 1)) {
                if (share[v] == 0) share[v] = EDGE[step];
            }
            ring = grown;
        }
        for (int v = 0; v < hounsfield.length; v++) hounsfield[v] = volume.hounsfield()[v];
        for (int v = outline.nextSetBit(0); v >= 0; v = outline.nextSetBit(v + 1)) {
            int k = v / (grid.rows() * grid.columns());
            int j = v / grid.columns() % grid.rows();
            int i = v % grid.columns();
            sum = sum.plus(grid.patient(k, j, i));
        }
        int count = Math.max(1, outline.cardinality());
        double diameter = Math.cbrt(6 * count * grid.voxelMm3() / Math.PI);
        return new NodulePatch(grid, hounsfield, share, sum.times(1.0 / count), diameter, patientId);
    }

    private static BitSet grown(Grid grid, BitSet mask) {
        BitSet grown = (BitSet) mask.clone();
        for (int v = mask.nextSetBit(0); v >= 0; v = mask.nextSetBit(v + 1)) {
            int i = v % grid.columns();
            int j = v / grid.columns() % grid.rows();
            if (i > 0) grown.set(v - 1);
            if (i < grid.columns() - 1) grown.set(v + 1);
            if (j > 0) grown.set(v - grid.columns());
            if (j < grid.rows() - 1) grown.set(v + grid.columns());
        }
        return grown;
    }

    /**
     * A ball with bumps or spicules, solid, part solid or of ground glass.
     *
     * @param diameterMm about that of the ball with its volume
     */
    public static NodulePatch simulated(SplittableRandom random, double diameterMm) {
        double radius = diameterMm / 2;
        double step = Math.max(0.6, diameterMm / 24);
        int half = (int) Math.ceil((radius * 1.6 + 2) / step);
        int size = 2 * half + 1;
        Grid grid = new Grid(
                size, size, size, new Point(0, 0, 0), new Point(1, 0, 0), new Point(0, 1, 0), step, step, step);
        WaveField lobes = new WaveField(random, 6, diameterMm * 0.6, diameterMm * 1.5);
        double lobulation = ThoraxShape.between(random, 0.02, 0.22);
        double[] stretch = new double[3];
        for (int a = 0; a < 3; a++) stretch[a] = ThoraxShape.between(random, 0.85, 1.2);
        int kind = random.nextInt(8);
        double hu = kind == 0
                ? ThoraxShape.between(random, -650, -350)
                : kind == 1 ? ThoraxShape.between(random, -450, -150) : ThoraxShape.between(random, -60, 120);
        boolean core = kind == 1;
        double edge = kind < 2 ? ThoraxShape.between(random, 0.8, 2.5) : ThoraxShape.between(random, 0.5, 1.3);
        float[] hounsfield = new float[grid.voxels()];
        float[] share = new float[grid.voxels()];
        int v = 0;
        for (int k = -half; k <= half; k++) {
            for (int j = -half; j <= half; j++) {
                for (int i = -half; i <= half; i++, v++) {
                    double x = i * step / stretch[0];
                    double y = j * step / stretch[1];
                    double z = k * step / stretch[2];
                    double away = Math.sqrt(x * x + y * y + z * z);
                    double surface = radius * (1 + lobulation * lobes.at(x, y, z));
                    share[v] = (float) Math.clamp((surface - away) / edge + 0.5, 0, 1);
                    hounsfield[v] = (float) (core && away < radius * 0.5 ? 20 : hu);
                }
            }
        }
        return new NodulePatch(grid, hounsfield, share, grid.patient(half, half, half), diameterMm, "");
    }
}
