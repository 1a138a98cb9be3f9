package io.trivium.med.detection;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Volume;

/**
 * The block of the resampled volume that the candidate stage sees at once: 32³ voxels of 2 mm, or 4 mm for masses. Blocks
 * overlap by a quarter, and of each only the inner part counts, so that every place is seen with what is around it.
 */
public final class CandidateBlock {
    public static final int EXTENT = 32;
    public static final int VOXELS = EXTENT * EXTENT * EXTENT;
    /** Voxels at each side that are seen by a neighbouring block, too. */
    public static final int MARGIN = 4;

    public static final double FINE_MM = 2;
    public static final double COARSE_MM = 4;

    private CandidateBlock() {}

    /**
     * Writes a block, HU limited as in {@link NoduleCube}; positions outside the volume are air.
     *
     * @param k first slice, {@code j} first row and {@code i} first column, which may be outside
     * @param at index of the block's first voxel in {@code into}
     */
    public static void copy(Volume volume, int k, int j, int i, float[] into, int at) {
        Grid grid = volume.grid();
        int to = at;
        for (int z = k; z < k + EXTENT; z++) {
            for (int y = j; y < j + EXTENT; y++) {
                boolean outside = z < 0 || y < 0 || z >= grid.slices() || y >= grid.rows();
                int row = outside ? 0 : grid.index(z, y, 0);
                for (int x = i; x < i + EXTENT; x++) {
                    into[to++] = outside || x < 0 || x >= grid.columns()
                            ? NoduleCube.LOWEST
                            : Math.clamp((float) volume.hounsfield()[row + x], NoduleCube.LOWEST, NoduleCube.HIGHEST);
                }
            }
        }
    }
}
