package io.trivium.med.detection;

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
}
