package io.trivium.med.volume;

/**
 * Resamples a volume to cubic voxels on axes parallel to its own. Along an axis whose voxels become larger, every voxel
 * within one new spacing counts, weighted by its distance, so noise is averaged and nothing small is missed; otherwise
 * two neighbours are interpolated. Slices of the result are computed one at a time, so that a caller can do other work
 * in between; in addition to the result it needs memory for a few slices. Voxels of the result whose centre is beyond
 * the outermost centres take the nearest value. Belongs to one thread.
 */
public final class Resampler {
    private final Volume source;
    private final Grid target;
    private final short[] hounsfield;
    private final Taps columns;
    private final Taps rows;
    private final Taps slices;
    private final float[][] planes;
    private final int[] held;
    private final float[] half;
    private int next;

    /** @param spacingMm between the centres of neighbouring voxels of the result, along every axis */
    public Resampler(Volume source, double spacingMm) {
        if (!(spacingMm > 0)) throw new IllegalArgumentException("spacing of " + spacingMm + " mm");
        Grid grid = source.grid();
        this.source = source;
        this.target = new Grid(
                extent(grid.slices(), grid.sliceSpacingMm(), spacingMm),
                extent(grid.rows(), grid.rowSpacingMm(), spacingMm),
                extent(grid.columns(), grid.columnSpacingMm(), spacingMm),
                grid.origin(),
                grid.alongRow(),
                grid.alongColumn(),
                spacingMm,
                spacingMm,
                spacingMm);
        this.hounsfield = new short[target.voxels()];
        this.columns = new Taps(target.columns(), spacingMm / grid.columnSpacingMm(), grid.columns());
        this.rows = new Taps(target.rows(), spacingMm / grid.rowSpacingMm(), grid.rows());
        this.slices = new Taps(target.slices(), spacingMm / grid.sliceSpacingMm(), grid.slices());
        this.planes = new float[slices.most + 1][target.rows() * target.columns()];
        this.held = new int[planes.length];
        java.util.Arrays.fill(held, -1);
        this.half = new float[grid.rows() * target.columns()];
    }

    /** The whole volume at once. */
    public static Volume isotropic(Volume source, double spacingMm) {
        Resampler resampler = new Resampler(source, spacingMm);
        while (resampler.hasNext()) resampler.next();
        return resampler.volume();
    }

    private static int extent(int count, double from, double to) {
        return Math.max(1, (int) Math.floor((count - 1) * from / to + 1e-6) + 1);
    }

    /** For every new place the old ones that count, and by how much. */
    private static final class Taps {
        private final int[] first;
        private final float[][] weights;
        private final int most;

        Taps(int count, double step, int extent) {
            first = new int[count];
            weights = new float[count][];
            double reach = Math.max(1, step);
            int widest = 1;
            for (int t = 0; t < count; t++) {
                double at = Math.min(t * step, extent - 1);
                int from = Math.max(0, (int) Math.floor(at - reach) + 1);
                int to = Math.min(extent - 1, (int) Math.ceil(at + reach) - 1);
                if (step > 1) {
                    // As far to either side, so that a linear ramp stays one.
                    int side = Math.min((int) Math.floor(at) - from, to - (int) Math.ceil(at));
                    from = (int) Math.floor(at) - side;
                    to = (int) Math.ceil(at) + side;
                }
                float[] own = new float[to - from + 1];
                double sum = 0;
                double moment = 0;
                for (int s = from; s <= to; s++) {
                    own[s - from] = (float) Math.max(0, 1 - Math.abs(s - at) / reach);
                    sum += own[s - from];
                    moment += own[s - from] * (s - at);
                }
                for (int s = 0; s < own.length; s++) own[s] /= (float) sum;
                centre(own, moment / sum);
                first[t] = from;
                weights[t] = own;
                widest = Math.max(widest, own.length);
            }
            most = widest;
        }

        /** Moves the weights' mean by {@code −by}, so that a linear ramp stays one. */
        private static void centre(float[] weights, double by) {
            if (weights.length < 2 || Math.abs(by) < 1e-9) return;
            double span = weights.length - 1.0;
            weights[0] += (float) (by / span);
            weights[weights.length - 1] -= (float) (by / span);
        }
    }

    public Grid grid() {
        return target;
    }

    public boolean hasNext() {
        return next < target.slices();
    }

    /** Computes one more slice. */
    public void next() {
        int to = target.index(next, 0, 0);
        float[] weights = slices.weights[next];
        float[] sum = new float[target.rows() * target.columns()];
        for (int s = 0; s < weights.length; s++) {
            float[] plane = plane(slices.first[next] + s);
            float weight = weights[s];
            for (int p = 0; p < sum.length; p++) sum[p] += weight * plane[p];
        }
        for (int p = 0; p < sum.length; p++) hounsfield[to + p] = (short) Math.round(sum[p]);
        next++;
    }

    /** A slice of the source in the result's rows and columns. */
    private float[] plane(int k) {
        float[] plane = planes[k % planes.length];
        if (held[k % planes.length] == k) return plane;
        held[k % planes.length] = k;
        short[] voxels = source.hounsfield();
        int wide = target.columns();
        for (int j = 0; j < source.grid().rows(); j++) {
            int from = source.grid().index(k, j, 0);
            for (int i = 0; i < wide; i++) {
                float[] weights = columns.weights[i];
                int at = from + columns.first[i];
                float sum = 0;
                for (int s = 0; s < weights.length; s++) sum += weights[s] * voxels[at + s];
                half[j * wide + i] = sum;
            }
        }
        java.util.Arrays.fill(plane, 0);
        for (int j = 0; j < target.rows(); j++) {
            float[] weights = rows.weights[j];
            for (int s = 0; s < weights.length; s++) {
                int from = (rows.first[j] + s) * wide;
                float weight = weights[s];
                for (int i = 0; i < wide; i++) plane[j * wide + i] += weight * half[from + i];
            }
        }
        return plane;
    }

    /** The result.
     * @throws IllegalStateException while slices are missing */
    public Volume volume() {
        if (hasNext()) throw new IllegalStateException("slice " + next + " has not been computed yet");
        return new Volume(target, hounsfield);
    }
}
