package io.trivium.med.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays the lungs of one study over those of another of the same patient: the affine map for which the depth below the lungs'
 * surface is the same in both, by least squares with Huber's weights over the places near the surface
 * (Levenberg-Marquardt). Position on the table, turning and breathing are in it; places that the other series does not
 * reach do not count. Where a series cuts the lungs off, the depth near its end is too large, and the map is off by more than
 * 4 mm. The same masks give the same map.
 */
public final class LungRegistration {
    private static final int SAMPLES = 3_000;
    private static final double NEAR_MM = 20;
    private static final double HUBER_MM = 4;
    private static final double STEP_MM = 2;
    /** Length by which the rows of the matrix are scaled, about the distance of the surface from the middle. */
    private static final double ARM_MM = 80;

    private static final int ROUNDS = 40;
    private static final int PARAMETERS = 12;
    private static final double LEAST_OVERLAP = 0.5;
    /** Farther apart the lungs are not those of one patient, or one of the masks is wrong. */
    private static final double WORST_MM = 7;

    private final LungDepth target;
    private final Point middle;
    private final List<Point> places = new ArrayList<>();
    private final double[] depths;

    /**
     * A map from one study to the other.
     *
     * @param errorMm root mean square of the difference in depth that is left near the surface
     */
    public record Fit(AffineMap map, double errorMm) {}

    private LungRegistration(LungField from, LungDepth target, Point middle) {
        this.target = target;
        this.middle = middle;
        LungDepth source = new LungDepth(from);
        List<Integer> near = new ArrayList<>();
        for (int v = 0; v < source.grid().voxels(); v++) if (Math.abs(source.at(v)) < NEAR_MM) near.add(v);
        double stride = Math.max(1, near.size() / (double) SAMPLES);
        int count = (int) (near.size() / stride);
        depths = new double[count];
        for (int n = 0; n < count; n++) {
            int v = near.get((int) (n * stride));
            places.add(source.grid().patient(v).minus(middle).times(1 / ARM_MM));
            depths[n] = source.at(v);
        }
    }

    /** Maps positions of one study to another; empty if one has no lungs, or they do not fit. */
    public static Optional<Fit> of(LungField from, LungField to) {
        Optional<LungBox> here = LungBox.of(from);
        Optional<LungBox> there = LungBox.of(to);
        if (here.isEmpty() || there.isEmpty()) return Optional.empty();
        LungBox a = here.orElseThrow();
        LungBox b = there.orElseThrow();
        LungRegistration registration = new LungRegistration(from, new LungDepth(to), a.middle());
        Point scale = new Point(
                b.extent().x() / a.extent().x(),
                b.extent().y() / a.extent().y(),
                b.extent().z() / a.extent().z());
        Point alike = new Point(1, 1, 1);
        // The lungs' boxes laid over each other, and where one series is cut, the same size with equal apices or bases.
        Point apices =
                b.middle().plus(new Point(0, 0, (b.extent().z() - a.extent().z()) / 2));
        Point bases =
                b.middle().minus(new Point(0, 0, (b.extent().z() - a.extent().z()) / 2));
        double[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double[] start : List.of(start(scale, b.middle()), start(alike, apices), start(alike, bases))) {
            double[] fitted = registration.fitted(start);
            double cost = registration.cost(fitted);
            if (cost < least) {
                least = cost;
                best = fitted;
            }
        }
        return best == null ? Optional.empty() : registration.fit(best);
    }

    /** Rows of the matrix for places in units of {@link #ARM_MM}, then the new place of the middle. */
    private static double[] start(Point scale, Point middle) {
        return new double[] {
            scale.x() * ARM_MM,
            0,
            0,
            0,
            scale.y() * ARM_MM,
            0,
            0,
            0,
            scale.z() * ARM_MM,
            middle.x(),
            middle.y(),
            middle.z()
        };
    }

    private static Point mapped(double[] map, Point place) {
        return new Point(
                map[0] * place.x() + map[1] * place.y() + map[2] * place.z() + map[9],
                map[3] * place.x() + map[4] * place.y() + map[5] * place.z() + map[10],
                map[6] * place.x() + map[7] * place.y() + map[8] * place.z() + map[11]);
    }

    private double[] fitted(double[] start) {
        double[] map = start;
        double cost = cost(map);
        double damping = 1e-2;
        for (int round = 0; round < ROUNDS && damping < 1e6; round++) {
            double[] next = step(map, damping);
            double reached = cost(next);
            if (reached < cost) {
                boolean settled = cost - reached < 1e-5 * cost;
                map = next;
                cost = reached;
                damping /= 4;
                if (settled) break;
            } else {
                damping *= 8;
            }
        }
        return map;
    }

    /** Mean of Huber's loss; a place that the target does not reach counts as one at the knee. */
    private double cost(double[] map) {
        double sum = 0;
        for (int n = 0; n < depths.length; n++) {
            double off = Math.abs(target.at(mapped(map, places.get(n))) - depths[n]);
            if (Double.isNaN(off)) off = HUBER_MM;
            sum += off <= HUBER_MM ? off * off / 2 : HUBER_MM * (off - HUBER_MM / 2);
        }
        return depths.length == 0 ? Double.POSITIVE_INFINITY : sum / depths.length;
    }

    private double[] step(double[] map, double damping) {
        double[][] normal = new double[PARAMETERS][PARAMETERS + 1];
        double[] row = new double[PARAMETERS];
        for (int n = 0; n < depths.length; n++) {
            Point place = places.get(n);
            Point at = mapped(map, place);
            double off = target.at(at) - depths[n];
            double x = slope(at, new Point(STEP_MM, 0, 0));
            double y = slope(at, new Point(0, STEP_MM, 0));
            double z = slope(at, new Point(0, 0, STEP_MM));
            if (Double.isNaN(off + x + y + z)) continue;
            double weight = Math.abs(off) <= HUBER_MM ? 1 : HUBER_MM / Math.abs(off);
            double[] slopes = {x, y, z};
            for (int axis = 0; axis < slopes.length; axis++) {
                row[3 * axis] = slopes[axis] * place.x();
                row[3 * axis + 1] = slopes[axis] * place.y();
                row[3 * axis + 2] = slopes[axis] * place.z();
                row[9 + axis] = slopes[axis];
            }
            for (int a = 0; a < PARAMETERS; a++) {
                for (int b = 0; b <= a; b++) normal[a][b] += weight * row[a] * row[b];
                normal[a][PARAMETERS] -= weight * row[a] * off;
            }
        }
        for (int a = 0; a < PARAMETERS; a++) {
            for (int b = 0; b < a; b++) normal[b][a] = normal[a][b];
            normal[a][a] = normal[a][a] * (1 + damping) + 1e-6;
        }
        double[] change = solved(normal);
        double[] next = map.clone();
        for (int a = 0; a < PARAMETERS; a++) next[a] += change[a];
        return next;
    }

    private double slope(Point at, Point step) {
        return (target.at(at.plus(step)) - target.at(at.minus(step))) / (2 * STEP_MM);
    }

    /** Gauss-Jordan elimination; the matrix is symmetric and positive. */
    private static double[] solved(double[][] rows) {
        int size = rows.length;
        for (int p = 0; p < size; p++) {
            for (int r = 0; r < size; r++) {
                if (r == p) continue;
                double factor = rows[r][p] / rows[p][p];
                for (int c = p; c <= size; c++) rows[r][c] -= factor * rows[p][c];
            }
        }
        double[] solution = new double[size];
        for (int p = 0; p < size; p++) solution[p] = rows[p][size] / rows[p][p];
        return solution;
    }

    private Optional<Fit> fit(double[] map) {
        double squares = 0;
        int reached = 0;
        for (int n = 0; n < depths.length; n++) {
            double off = target.at(mapped(map, places.get(n))) - depths[n];
            if (Double.isNaN(off)) continue;
            squares += off * off;
            reached++;
        }
        double error = Math.sqrt(squares / Math.max(1, reached));
        if (reached < LEAST_OVERLAP * depths.length || error > WORST_MM) return Optional.empty();
        Point x = new Point(map[0], map[1], map[2]).times(1 / ARM_MM);
        Point y = new Point(map[3], map[4], map[5]).times(1 / ARM_MM);
        Point z = new Point(map[6], map[7], map[8]).times(1 / ARM_MM);
        Point shift = new Point(map[9] - x.dot(middle), map[10] - y.dot(middle), map[11] - z.dot(middle));
        return Optional.of(new Fit(new AffineMap(x, y, z, shift), error));
    }
}
