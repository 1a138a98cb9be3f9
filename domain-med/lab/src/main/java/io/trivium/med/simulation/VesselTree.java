package io.trivium.med.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Branching tubes that fill a lung from its hilum: the points to be supplied are divided in two again and again, and the
 * radii of a fork follow Murray's law, r³ = r₁³ + r₂³ (C. D. Murray, PNAS 12:207, 1926).
 */
final class VesselTree {
    /** A piece of a tube between two points, mm; the radius is that of both ends. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Segment(double[] from, double[] to, double fromRadius, double toRadius) {}

    private final SplittableRandom random;
    private final double exponent;
    private final double leastRadius;
    private final List<Segment> segments = new ArrayList<>();

    private VesselTree(SplittableRandom random, double exponent, double leastRadius) {
        this.random = random;
        this.exponent = exponent;
        this.leastRadius = leastRadius;
    }

    /**
     * A tree.
     *
     * @param root where it enters
     * @param points to be supplied; reordered
     * @param leastRadius of a tube that is still followed, mm
     */
    static List<Segment> grown(
            SplittableRandom random, double[] root, double radius, double[][] points, double leastRadius) {
        if (points.length == 0) return List.of();
        double exponent = 1 / ThoraxShape.between(random, 2.7, 3.1);
        VesselTree tree = new VesselTree(random, exponent, leastRadius);
        tree.grow(root, radius, points, 0, points.length, null);
        return tree.segments;
    }

    private void grow(double[] at, double radius, double[][] points, int from, int to, double @Nullable [] along) {
        int count = to - from;
        if (count == 0 || radius < leastRadius) return;
        if (count == 1) {
            bent(at, points[from], radius, radius * 0.6);
            return;
        }
        double[] centre = new double[3];
        for (int p = from; p < to; p++) {
            for (int a = 0; a < 3; a++) centre[a] += points[p][a] / count;
        }
        double part = count > 3 ? ThoraxShape.between(random, 0.3, 0.55) : 0.6;
        double[] fork = new double[3];
        for (int a = 0; a < 3; a++) {
            double straight = along == null ? 0 : 0.35 * along[a];
            fork[a] = at[a] + part * (centre[a] - at[a]) + straight * part;
        }
        bent(at, fork, radius, radius);
        double[] direction = new double[3];
        for (int a = 0; a < 3; a++) direction[a] = fork[a] - at[a];
        int axis = widest(points, from, to);
        java.util.Arrays.sort(points, from, to, java.util.Comparator.comparingDouble(p -> p[axis]));
        int cut = from + Math.max(1, (int) Math.round(count * ThoraxShape.between(random, 0.28, 0.72)));
        cut = Math.min(cut, to - 1);
        double first = (double) (cut - from) / count;
        grow(fork, radius * Math.pow(first, exponent), points, from, cut, direction);
        grow(fork, radius * Math.pow(1 - first, exponent), points, cut, to, direction);
    }

    private static int widest(double[][] points, int from, int to) {
        int widest = 0;
        double most = -1;
        for (int axis = 0; axis < 3; axis++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int p = from; p < to; p++) {
                low = Math.min(low, points[p][axis]);
                high = Math.max(high, points[p][axis]);
            }
            if (high - low > most) {
                most = high - low;
                widest = axis;
            }
        }
        return widest;
    }

    private void bent(double[] from, double[] to, double fromRadius, double toRadius) {
        double length = 0;
        for (int a = 0; a < 3; a++) length += ThoraxShape.square(to[a] - from[a]);
        length = Math.sqrt(length);
        if (length < 1e-3) return;
        double[] middle = new double[3];
        for (int a = 0; a < 3; a++) middle[a] = (from[a] + to[a]) / 2 + random.nextGaussian() * length * 0.06;
        double between = (fromRadius + toRadius) / 2;
        segments.add(new Segment(from, middle, fromRadius, between));
        segments.add(new Segment(middle, to, between, toRadius));
    }
}
