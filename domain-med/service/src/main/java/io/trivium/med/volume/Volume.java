package io.trivium.med.volume;

/**
 * CT numbers of a grid.
 *
 * @param hounsfield HU, {@code [slices, rows, columns]} row-major as {@link Grid#index}; not copied and not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // tens of millions of voxels; never compared
public record Volume(Grid grid, short[] hounsfield) {
    /** The value that scanners give outside the reconstructed circle, and of air. */
    public static final short AIR = -1000;

    public Volume {
        if (hounsfield.length != grid.voxels()) {
            throw new IllegalArgumentException(hounsfield.length + " numbers for " + grid.voxels() + " voxels");
        }
    }

    public short at(int k, int j, int i) {
        return hounsfield[grid.index(k, j, i)];
    }
}
