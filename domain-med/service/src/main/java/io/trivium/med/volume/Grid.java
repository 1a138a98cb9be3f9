package io.trivium.med.volume;

/**
 * A regular lattice of voxels in the patient. Index (k, j, i) is slice, row and column; slices go along {@code alongColumns
 * × alongRows} of the image orientation, so k rises towards the head in an axial series with the usual orientation.
 *
 * @param slices extent of k
 * @param rows extent of j
 * @param columns extent of i
 * @param origin centre of voxel (0, 0, 0)
 * @param alongRow unit vector of rising i, the first of Image Orientation (Patient)
 * @param alongColumn unit vector of rising j, the second
 * @param columnSpacingMm between neighbours in a row, the second value of Pixel Spacing
 * @param rowSpacingMm between rows, the first value of Pixel Spacing
 * @param sliceSpacingMm between slices
 */
public record Grid(
        int slices,
        int rows,
        int columns,
        Point origin,
        Point alongRow,
        Point alongColumn,
        double columnSpacingMm,
        double rowSpacingMm,
        double sliceSpacingMm) {
    public Grid {
        if (slices < 1 || rows < 1 || columns < 1 || (long) slices * rows * columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("no volume of " + slices + " × " + rows + " × " + columns + " voxels");
        }
        if (!(columnSpacingMm > 0) || !(rowSpacingMm > 0) || !(sliceSpacingMm > 0)) {
            throw new IllegalArgumentException(
                    "spacing in mm: " + columnSpacingMm + ", " + rowSpacingMm + ", " + sliceSpacingMm);
        }
        if (Math.abs(alongRow.length() - 1) > 1e-3
                || Math.abs(alongColumn.length() - 1) > 1e-3
                || Math.abs(alongRow.dot(alongColumn)) > 1e-3) {
            throw new IllegalArgumentException("rows and columns are no unit vectors at right angles");
        }
    }

    /** An axial grid with the usual orientation: columns to the left, rows to the back, slices to the head. */
    public static Grid axial(int slices, int rows, int columns, Point origin, double inPlaneMm, double sliceSpacingMm) {
        return new Grid(
                slices,
                rows,
                columns,
                origin,
                new Point(1, 0, 0),
                new Point(0, 1, 0),
                inPlaneMm,
                inPlaneMm,
                sliceSpacingMm);
    }

    public int voxels() {
        return slices * rows * columns;
    }

    public int index(int k, int j, int i) {
        return (k * rows + j) * columns + i;
    }

    public double voxelMm3() {
        return columnSpacingMm * rowSpacingMm * sliceSpacingMm;
    }

    /** Unit vector of rising k. */
    public Point normal() {
        return alongRow.cross(alongColumn);
    }

    /** Returns the position of a voxel, or of a point between voxels, in the patient. */
    public Point patient(double k, double j, double i) {
        return origin.plus(alongRow.times(i * columnSpacingMm))
                .plus(alongColumn.times(j * rowSpacingMm))
                .plus(normal().times(k * sliceSpacingMm));
    }

    /** Returns the position of the voxel with an index in the patient. */
    public Point patient(int index) {
        int k = index / (rows * columns);
        int j = index / columns % rows;
        int i = index % columns;
        return patient(k, j, i);
    }

    /** Returns column, row and slice of a position in the patient, as x, y and z; fractions are between voxels. */
    public Point indexOf(Point patient) {
        Point from = patient.minus(origin);
        return new Point(
                from.dot(alongRow) / columnSpacingMm,
                from.dot(alongColumn) / rowSpacingMm,
                from.dot(normal()) / sliceSpacingMm);
    }
}
