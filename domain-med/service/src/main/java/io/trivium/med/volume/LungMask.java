package io.trivium.med.volume;

import java.util.BitSet;

/**
 * The lungs in a volume of cubic voxels, nodules and vessels within them included. Air of at most −400 HU that is not
 * joined with the outside in its slice is lung, airway or bowel; components in three dimensions of less than 5 % of the
 * largest are dropped; then in each slice what the lungs enclose is filled, so that masses are inside, and the slice is
 * closed by 12 mm, so that nodules at the pleura and at vessels are (after Armato and Sensakovic, Acad Radiol 11:1011,
 * 2004). The work comes in pieces of one slice. Belongs to one thread.
 */
public final class LungMask {
    /** HU; between lung (below −600) and soft tissue. */
    public static final short THRESHOLD = -400;

    /** Radius of the closing in mm. */
    public static final double CLOSING_MM = 12;

    private static final double SMALLEST_SHARE = 0.05;
    private static final double LEAST_LITRES = 0.2;

    private final Volume volume;
    private final BitSet air;
    private final BitSet lungs;
    private Components.Labelling labelling;
    private BitSet kept = new BitSet();
    private int slice;
    private int stage;

    public LungMask(Volume volume) {
        this.volume = volume;
        this.air = new BitSet(volume.grid().voxels());
        this.lungs = new BitSet(volume.grid().voxels());
        this.labelling = new Components.Labelling(volume.grid(), air);
    }

    /** The whole mask at once, by {@link Grid#index}; empty when there are no lungs. */
    public static BitSet of(Volume volume) {
        LungMask mask = new LungMask(volume);
        while (mask.hasNext()) mask.next();
        return mask.mask();
    }

    public boolean hasNext() {
        return stage < 3;
    }

    /** Share of the work that is done, in [0, 1]. */
    public double progress() {
        return Math.min(1, (stage + (double) slice / volume.grid().slices()) / 3);
    }

    /** Does one more piece. */
    public void next() {
        switch (stage) {
            case 0 -> enclosedAir(slice);
            case 1 -> labelling.next();
            default -> fillAndClose(slice);
        }
        if (++slice < volume.grid().slices()) return;
        slice = 0;
        stage++;
        if (stage == 2) keepLungs();
    }

    /** The lungs.
     * @throws IllegalStateException while work is left */
    public BitSet mask() {
        if (hasNext()) throw new IllegalStateException("the mask is not complete");
        return lungs;
    }

    /** Air of a slice that no path of air joins with the slice's edge. */
    private void enclosedAir(int k) {
        Grid grid = volume.grid();
        int rows = grid.rows();
        int columns = grid.columns();
        boolean[] dark = new boolean[rows * columns];
        int from = grid.index(k, 0, 0);
        for (int p = 0; p < dark.length; p++) dark[p] = volume.hounsfield()[from + p] <= THRESHOLD;
        clearFromEdge(dark, columns);
        for (int p = 0; p < dark.length; p++) if (dark[p]) air.set(from + p);
    }

    /** Clears the pixels of a plane that a path of set ones joins with its edge. */
    private static void clearFromEdge(boolean[] set, int columns) {
        int[] waiting = new int[set.length];
        int count = 0;
        for (int p = 0; p < set.length; p++) {
            int i = p % columns;
            boolean edge = i == 0 || i == columns - 1 || p < columns || p >= set.length - columns;
            if (edge && set[p]) {
                set[p] = false;
                waiting[count++] = p;
            }
        }
        while (count > 0) {
            int p = waiting[--count];
            int i = p % columns;
            if (i > 0 && set[p - 1]) {
                set[p - 1] = false;
                waiting[count++] = p - 1;
            }
            if (i < columns - 1 && set[p + 1]) {
                set[p + 1] = false;
                waiting[count++] = p + 1;
            }
            if (p >= columns && set[p - columns]) {
                set[p - columns] = false;
                waiting[count++] = p - columns;
            }
            if (p < set.length - columns && set[p + columns]) {
                set[p + columns] = false;
                waiting[count++] = p + columns;
            }
        }
    }

    private void keepLungs() {
        Components components = labelling.components();
        labelling = new Components.Labelling(volume.grid(), new BitSet());
        int largest = 0;
        for (int c = 1; c <= components.count(); c++) largest = Math.max(largest, components.size(c));
        double least = Math.max(
                largest * SMALLEST_SHARE, LEAST_LITRES * 1e6 / 4 / volume.grid().voxelMm3());
        kept = new BitSet(volume.grid().voxels());
        if (largest * volume.grid().voxelMm3() < LEAST_LITRES * 1e6) return;
        for (int v = air.nextSetBit(0); v >= 0; v = air.nextSetBit(v + 1)) {
            if (components.size(components.label(v)) >= least) kept.set(v);
        }
    }

    private void fillAndClose(int k) {
        Grid grid = volume.grid();
        int from = grid.index(k, 0, 0);
        int plane = grid.rows() * grid.columns();
        int first = kept.nextSetBit(from);
        if (first < 0 || first >= from + plane) return;
        boolean[] set = new boolean[plane];
        for (int v = first; v >= 0 && v < from + plane; v = kept.nextSetBit(v + 1)) set[v - from] = true;
        boolean[] enclosed = new boolean[plane];
        for (int p = 0; p < plane; p++) enclosed[p] = !set[p];
        clearFromEdge(enclosed, grid.columns());
        for (int p = 0; p < plane; p++) set[p] |= enclosed[p];
        boolean[] closed = DistanceTransform.closed(
                set, grid.rows(), grid.columns(), grid.rowSpacingMm(), grid.columnSpacingMm(), CLOSING_MM);
        for (int p = 0; p < plane; p++) if (closed[p]) lungs.set(from + p);
    }
}
