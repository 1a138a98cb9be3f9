package io.trivium.med.volume;

import java.util.BitSet;

/**
 * The region of the lungs and their closing ({@link LungMask}): a position belongs to it when the nearest voxel of the
 * mask does.
 *
 * @param grid of the mask, such as the volume at 2 mm
 * @param closing by {@link Grid#index}; not copied and not to be changed
 */
public record LungField(Grid grid, BitSet closing) {
    /** Whether a place in the patient is within the lungs or their closing. */
    public boolean holds(Point place) {
        Point at = grid.indexOf(place);
        int k = nearest(at.z(), grid.slices());
        int j = nearest(at.y(), grid.rows());
        int i = nearest(at.x(), grid.columns());
        return k >= 0 && j >= 0 && i >= 0 && closing.get(grid.index(k, j, i));
    }

    /** The lattice ends up to a voxel before the series does, because it has whole voxels only; beyond that -1. */
    private static int nearest(double at, int extent) {
        if (at < -0.5 || at >= extent) return -1;
        return (int) Math.min(Math.rint(Math.max(0, at)), extent - 1);
    }

    /** For every voxel of a small lattice whether it is within, by {@link Grid#index}. */
    public boolean[] over(Grid small) {
        boolean[] within = new boolean[small.voxels()];
        int at = 0;
        for (int k = 0; k < small.slices(); k++) {
            for (int j = 0; j < small.rows(); j++) {
                for (int i = 0; i < small.columns(); i++) within[at++] = holds(small.patient(k, j, i));
            }
        }
        return within;
    }

    /** The voxels of a mask that are within. */
    public BitSet within(BitSet mask, Grid of) {
        BitSet within = new BitSet();
        for (int v = mask.nextSetBit(0); v >= 0; v = mask.nextSetBit(v + 1)) if (holds(of.patient(v))) within.set(v);
        return within;
    }
}
