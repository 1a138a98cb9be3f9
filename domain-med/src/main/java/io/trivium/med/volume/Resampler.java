package io.trivium.med.volume;

/**
 * Trilinear resampling of a volume to cubic voxels on axes parallel to its own. Slices of the result are computed one at a
 * time, so that a caller can do other work in between; beside the result it needs memory for one slice. Voxels of the
 * result whose centre lies beyond the outermost centres take the nearest value. Belongs to one thread.
 */
public final class Resampler {
    private final Volume source;
    private final Grid target;
    private final short[] hounsfield;
    private final int[] lowerColumn;
    private final float[] columnPart;
    private final int[] lowerRow;
    private final float[] rowPart;
    private final float[] plane;
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
        this.lowerColumn = new int[target.columns()];
        this.columnPart = new float[target.columns()];
        this.lowerRow = new int[target.rows()];
        this.rowPart = new float[target.rows()];
        places(lowerColumn, columnPart, spacingMm / grid.columnSpacingMm(), grid.columns());
        places(lowerRow, rowPart, spacingMm / grid.rowSpacingMm(), grid.rows());
        this.plane = new float[grid.rows() * grid.columns()];
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

    private static void places(int[] lower, float[] part, double step, int count) {
        for (int i = 0; i < lower.length; i++) {
            double at = Math.min(i * step, count - 1);
            lower[i] = Math.min((int) at, Math.max(0, count - 2));
            part[i] = (float) (at - lower[i]);
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
        Grid from = source.grid();
        double at = Math.min(next * target.sliceSpacingMm() / from.sliceSpacingMm(), from.slices() - 1);
        int k = Math.min((int) at, Math.max(0, from.slices() - 2));
        float part = (float) (at - k);
        int first = from.index(k, 0, 0);
        int second = from.index(Math.min(k + 1, from.slices() - 1), 0, 0);
        short[] voxels = source.hounsfield();
        for (int p = 0; p < plane.length; p++)
            plane[p] = voxels[first + p] + part * (voxels[second + p] - voxels[first + p]);
        int columns = from.columns();
        int right = columns > 1 ? 1 : 0;
        int below = from.rows() > 1 ? columns : 0;
        int to = target.index(next, 0, 0);
        for (int j = 0; j < target.rows(); j++) {
            int row = lowerRow[j] * columns;
            float down = rowPart[j];
            for (int i = 0; i < target.columns(); i++) {
                int p = row + lowerColumn[i];
                float along = columnPart[i];
                float upper = plane[p] + along * (plane[p + right] - plane[p]);
                float lower = plane[p + below] + along * (plane[p + below + right] - plane[p + below]);
                hounsfield[to++] = (short) Math.round(upper + down * (lower - upper));
            }
        }
        next++;
    }

    /** The result.
     * @throws IllegalStateException while slices are missing */
    public Volume volume() {
        if (hasNext()) throw new IllegalStateException("slice " + next + " has not been computed yet");
        return new Volume(target, hounsfield);
    }
}
