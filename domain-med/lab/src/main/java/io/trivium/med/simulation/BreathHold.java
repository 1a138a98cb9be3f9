package io.trivium.med.simulation;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.SplittableRandom;

/**
 * The position of a chest in a later scan: shifted by up to 30 mm along every axis, turned by up to 5° about each, expanded
 * by up to 12 % along the body and 5 % across it, and moved by smooth waves of 120 to 300 mm (deviation of 2.5 mm along the
 * body, 1.5 mm across it), so that no affine map undoes it. The ranges are set, not measured. Immutable.
 */
public final class BreathHold {
    private static final double SHIFT_MM = 30;
    private static final double TURN = Math.toRadians(5);
    private static final double ALONG = 0.12;
    private static final double ACROSS = 0.05;
    private static final double WAVE_MM = 2.5;
    private static final double WAVE_ACROSS_MM = 1.5;
    private static final double FIELD_MM = 6;
    private static final int ROUNDS = 60;

    /** Rows of the inverse of the affine part. */
    private final double[][] inverse = new double[3][3];

    private final double[] shift = new double[3];
    private final WaveField[] waves = new WaveField[3];
    private final double[][] turned;
    private final double[] expanded;

    /** One at random. */
    public BreathHold(SplittableRandom random) {
        double[] angles = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            shift[axis] = ThoraxShape.between(random, -SHIFT_MM, SHIFT_MM);
            angles[axis] = ThoraxShape.between(random, -TURN, TURN);
            waves[axis] = new WaveField(random, 8, 120, 300);
        }
        expanded = new double[] {
            1 + ThoraxShape.between(random, -ACROSS, ACROSS),
            1 + ThoraxShape.between(random, -ACROSS, ACROSS),
            1 + ThoraxShape.between(random, -ALONG, ALONG)
        };
        turned = turned(angles);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) inverse[row][column] = turned[column][row] / expanded[row];
        }
    }

    private static double[][] turned(double[] angles) {
        double[][] product = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        for (int axis = 0; axis < 3; axis++) {
            int a = (axis + 1) % 3;
            int b = (axis + 2) % 3;
            double cos = Math.cos(angles[axis]);
            double sin = Math.sin(angles[axis]);
            for (double[] row : product) {
                double first = row[a];
                double second = row[b];
                row[a] = cos * first + sin * second;
                row[b] = cos * second - sin * first;
            }
        }
        return product;
    }

    /** Where a place of the later scan was in the earlier one. */
    private double[] before(double x, double y, double z) {
        double[] from = {x - shift[0], y - shift[1], z - shift[2]};
        double[] before = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) before[row] += inverse[row][column] * from[column];
            before[row] += (row == 2 ? WAVE_MM : WAVE_ACROSS_MM) * waves[row].at(x, y, z);
        }
        return before;
    }

    /** Where a place of the earlier scan is in the later one. */
    public Point now(Point place) {
        double[] now = affine(place.x(), place.y(), place.z());
        for (int round = 0; round < ROUNDS; round++) {
            double[] reached = before(now[0], now[1], now[2]);
            double[] missing = forward(place.x() - reached[0], place.y() - reached[1], place.z() - reached[2]);
            for (int axis = 0; axis < 3; axis++) now[axis] += missing[axis];
        }
        return new Point(now[0], now[1], now[2]);
    }

    private double[] affine(double x, double y, double z) {
        double[] now = forward(x, y, z);
        for (int axis = 0; axis < 3; axis++) now[axis] += shift[axis];
        return now;
    }

    private double[] forward(double x, double y, double z) {
        double[] scaled = {x * expanded[0], y * expanded[1], z * expanded[2]};
        double[] forward = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) forward[row] += turned[row][column] * scaled[column];
        }
        return forward;
    }

    /**
     * The chest of an ideal volume in this position, on the lattice that a protocol's scan is made of.
     *
     * @param ideal axial; beyond it is air
     */
    public Volume chest(Volume ideal, Protocol protocol) {
        Grid from = ideal.grid();
        Grid to = lattice(from, protocol);
        CoarseField[] places = new CoarseField[3];
        for (int axis = 0; axis < 3; axis++) {
            int own = axis;
            places[axis] = new CoarseField(to, FIELD_MM, (x, y, z) -> before(x, y, z)[own]);
        }
        short[] hounsfield = new short[to.voxels()];
        double[][] rows = new double[3][to.columns()];
        for (int k = 0; k < to.slices(); k++) {
            for (int j = 0; j < to.rows(); j++) {
                for (int axis = 0; axis < 3; axis++) places[axis].row(k, j, rows[axis]);
                int v = to.index(k, j, 0);
                for (int i = 0; i < to.columns(); i++) {
                    hounsfield[v++] = sampled(
                            ideal,
                            (rows[2][i] - from.origin().z()) / from.sliceSpacingMm(),
                            (rows[1][i] - from.origin().y()) / from.rowSpacingMm(),
                            (rows[0][i] - from.origin().x()) / from.columnSpacingMm());
                }
            }
        }
        return new Volume(to, hounsfield);
    }

    /** Around the corners of a lattice in this position. */
    private Grid lattice(Grid from, Protocol protocol) {
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] greatest = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int corner = 0; corner < 8; corner++) {
            Point place = from.patient(
                    (corner >> 2) * (from.slices() - 1.0),
                    (corner >> 1 & 1) * (from.rows() - 1.0),
                    (corner & 1) * (from.columns() - 1.0));
            double[] now = affine(place.x(), place.y(), place.z());
            for (int axis = 0; axis < 3; axis++) {
                least[axis] = Math.min(least[axis], now[axis]);
                greatest[axis] = Math.max(greatest[axis], now[axis]);
            }
        }
        return Grid.axial(
                protocol.parts() * (int) Math.ceil((greatest[2] - least[2]) / protocol.sliceMm()),
                (int) Math.ceil((greatest[1] - least[1]) / protocol.inPlaneMm()),
                (int) Math.ceil((greatest[0] - least[0]) / protocol.inPlaneMm()),
                new Point(least[0], least[1], least[2]),
                protocol.inPlaneMm(),
                protocol.sliceMm() / protocol.parts());
    }

    private static short sampled(Volume volume, double z, double y, double x) {
        Grid grid = volume.grid();
        if (!(z >= 0 && y >= 0 && x >= 0 && z < grid.slices() - 1 && y < grid.rows() - 1 && x < grid.columns() - 1)) {
            return Volume.AIR;
        }
        int k = (int) z;
        int j = (int) y;
        int i = (int) x;
        double a = x - i;
        double b = y - j;
        double c = z - k;
        double near = (1 - b) * row(volume, k, j, i, a) + b * row(volume, k, j + 1, i, a);
        double far = (1 - b) * row(volume, k + 1, j, i, a) + b * row(volume, k + 1, j + 1, i, a);
        return (short) Math.round((1 - c) * near + c * far);
    }

    private static double row(Volume volume, int k, int j, int i, double a) {
        int v = volume.grid().index(k, j, i);
        return (1 - a) * volume.hounsfield()[v] + a * volume.hounsfield()[v + 1];
    }
}
