package io.trivium.med.volume;

import java.util.BitSet;

/**
 * Depth below the surface of the lungs, mm: positive within, negative outside, limited to 24 mm both ways. Where the lattice
 * ends within a lung there is no surface. Immutable.
 */
final class LungDepth {
    static final float MOST_MM = 24;

    private final Grid grid;
    private final float[] depth;

    LungDepth(LungField lungs) {
        grid = lungs.grid();
        BitSet outside = (BitSet) lungs.closing().clone();
        outside.flip(0, grid.voxels());
        float[] within = DistanceTransform.squared(outside, grid);
        float[] beyond = DistanceTransform.squared(lungs.closing(), grid);
        depth = new float[grid.voxels()];
        // The surface is halfway between a voxel within and its neighbour outside.
        float half = (float) (Math.cbrt(grid.voxelMm3()) / 2);
        for (int v = 0; v < depth.length; v++) {
            double signed = within[v] > 0 ? Math.sqrt(within[v]) - half : half - Math.sqrt(beyond[v]);
            depth[v] = (float) Math.clamp(signed, -MOST_MM, MOST_MM);
        }
    }

    Grid grid() {
        return grid;
    }

    float at(int voxel) {
        return depth[voxel];
    }

    /** Trilinear; NaN beyond the outermost voxels. */
    double at(Point place) {
        Point at = grid.indexOf(place);
        int i = (int) Math.floor(at.x());
        int j = (int) Math.floor(at.y());
        int k = (int) Math.floor(at.z());
        if (i < 0 || j < 0 || k < 0 || i >= grid.columns() - 1 || j >= grid.rows() - 1 || k >= grid.slices() - 1) {
            return Double.NaN;
        }
        double a = at.x() - i;
        double b = at.y() - j;
        double c = at.z() - k;
        double near = (1 - b) * row(k, j, i, a) + b * row(k, j + 1, i, a);
        double far = (1 - b) * row(k + 1, j, i, a) + b * row(k + 1, j + 1, i, a);
        return (1 - c) * near + c * far;
    }

    private double row(int k, int j, int i, double a) {
        int v = grid.index(k, j, i);
        return (1 - a) * depth[v] + a * depth[v + 1];
    }
}
