package io.trivium.industrial.process.search;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.Region;
import io.trivium.industrial.process.bead.Setting;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * The reference that others are compared with: every point of a grid over the region, by the equations. Beads of the
 * grid are computed once; a job then takes some milliseconds.
 * Immutable and thread-safe.
 */
public final class OptimumGrid {
    private static final double FINEST = 1.0 / 256;

    private final WeldProcess process;
    private final double spacing;
    private final List<double[]> points;
    private final List<Bead> beads;

    private OptimumGrid(WeldProcess process, double spacing, List<double[]> points, List<Bead> beads) {
        this.process = process;
        this.spacing = spacing;
        this.points = points;
        this.beads = beads;
    }

    /**
     * Computes the grid.
     *
     * @param perStep grid points per coded step, 8 for the figures that are published with the equations
     */
    public static OptimumGrid of(WeldProcess process, int perStep) {
        int dimensions = process.dimensions();
        int side = (int) (2 * Setting.REACH * perStep) + 1;
        Region region = process.region();
        List<double[]> points = new ArrayList<>();
        List<Bead> beads = new ArrayList<>();
        int[] at = new int[dimensions];
        while (true) {
            double[] point = new double[dimensions];
            for (int i = 0; i < dimensions; i++) point[i] = (double) at[i] / perStep - Setting.REACH;
            if (region.contains(point)) {
                points.add(point);
                beads.add(process.expected(point));
            }
            int turning = 0;
            while (turning < dimensions && ++at[turning] == side) at[turning++] = 0;
            if (turning == dimensions) break;
        }
        return new OptimumGrid(process, 1.0 / perStep, points, beads);
    }

    /** The best point of the grid; empty when no point keeps to the limits. */
    public Optional<Optimum> best(WeldJob job) {
        int best = -1;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < points.size(); i++) {
            Bead bead = beads.get(i);
            if (!job.limits().hold(bead)) continue;
            double cost = job.objective().cost(job.objective().value(process, points.get(i), bead));
            if (cost < lowest) {
                lowest = cost;
                best = i;
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(optimum(job, points.get(best)));
    }

    /**
     * As {@link #best}, then moved to the best of its 3ⁿ neighbours at ever smaller distances, down to 1/256 of a step: a
     * stricter reference, which the grid alone misses by up to some percent.
     */
    public Optional<Optimum> refined(WeldJob job) {
        Optional<Optimum> found = best(job);
        if (found.isEmpty()) return found;
        Optimum best = found.orElseThrow();
        for (double distance = spacing / 2; distance >= FINEST; ) {
            Optimum next = neighbour(job, best, distance);
            if (next.equals(best)) distance /= 2;
            else best = next;
        }
        return Optional.of(best);
    }

    private Optimum neighbour(WeldJob job, Optimum from, double distance) {
        Optimum best = from;
        double[] centre = from.point();
        int neighbours = (int) Math.pow(3, centre.length);
        for (int code = 0; code < neighbours; code++) {
            double[] point = centre.clone();
            int rest = code;
            for (int i = 0; i < point.length; i++) {
                point[i] += (rest % 3 - 1) * distance;
                rest /= 3;
            }
            process.region().project(point);
            Optimum candidate = optimum(job, point);
            if (job.limits().hold(candidate.bead())
                    && job.objective().cost(candidate.value()) < job.objective().cost(best.value()) - 1e-9) {
                best = candidate;
            }
        }
        return best;
    }

    private Optimum optimum(WeldJob job, double[] point) {
        Bead bead = process.expected(point);
        return new Optimum(
                DoubleStream.of(point).boxed().toList(), bead, job.objective().value(process, point, bead));
    }
}
