package io.trivium.med.simulation;

import io.trivium.med.volume.Grid;

/** A function of space, computed on a coarse lattice over a grid and interpolated between; made for axial grids. */
final class CoarseField {
    /** A function of a position in the patient, mm. */
    @FunctionalInterface
    interface Function {
        double at(double x, double y, double z);
    }

    private final Grid grid;
    private final double step;
    private final int rows;
    private final int columns;
    private final int slices;
    private final float[] values;

    CoarseField(Grid grid, double stepMm, Function function) {
        this.grid = grid;
        this.step = stepMm;
        this.slices = extent(grid.slices(), grid.sliceSpacingMm());
        this.rows = extent(grid.rows(), grid.rowSpacingMm());
        this.columns = extent(grid.columns(), grid.columnSpacingMm());
        this.values = new float[slices * rows * columns];
        int at = 0;
        for (int k = 0; k < slices; k++) {
            for (int j = 0; j < rows; j++) {
                for (int i = 0; i < columns; i++) {
                    values[at++] = (float) function.at(
                            grid.origin().x() + i * step,
                            grid.origin().y() + j * step,
                            grid.origin().z() + k * step);
                }
            }
        }
    }

    private int extent(int count, double spacing) {
        return (int) Math.ceil(count * spacing / step) + 2;
    }

    /** Values of a row of the grid. */
    void row(int k, int j, double[] into) {
        double z = k * grid.sliceSpacingMm() / step;
        double y = j * grid.rowSpacingMm() / step;
        int below = (int) z;
        int before = (int) y;
        int base = (below * rows + before) * columns;
        double c = z - below;
        double b = y - before;
        double w00 = (1 - c) * (1 - b);
        double w01 = (1 - c) * b;
        double w10 = c * (1 - b);
        double w11 = c * b;
        int down = columns;
        int up = rows * columns;
        double last = 0;
        double next = 0;
        int held = -1;
        for (int i = 0; i < into.length; i++) {
            double x = i * grid.columnSpacingMm() / step;
            int at = (int) x;
            if (at != held) {
                last = across(base + at, down, up, w00, w01, w10, w11);
                next = across(base + at + 1, down, up, w00, w01, w10, w11);
                held = at;
            }
            into[i] = last + (x - at) * (next - last);
        }
    }

    private double across(int at, int down, int up, double w00, double w01, double w10, double w11) {
        return w00 * values[at] + w01 * values[at + down] + w10 * values[at + up] + w11 * values[at + up + down];
    }

    /** The value at the nearest node. */
    double at(double x, double y, double z) {
        int i = Math.clamp(Math.round((x - grid.origin().x()) / step), 0, columns - 1);
        int j = Math.clamp(Math.round((y - grid.origin().y()) / step), 0, rows - 1);
        int k = Math.clamp(Math.round((z - grid.origin().z()) / step), 0, slices - 1);
        return values[(k * rows + j) * columns + i];
    }
}
