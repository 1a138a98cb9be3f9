package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Lets a policy move the settings on the equations, corrected by what is known of the cell, until they come to
 * rest. Thread-safe.
 */
public final class Planner {
    /** Moves from each start; settings are then where the policy holds them. */
    private static final int MOVES = 16;
    /** How far inside of the limits the policy aims, in standard deviations of single beads. */
    private static final double RESERVE = 0.06;

    private final WeldPolicy policy;

    public Planner(WeldPolicy policy) {
        this.policy = policy;
    }

    /**
     * What is asked of a plan.
     *
     * @param offset what is known of the cell
     * @param reserve how far inside of the limits the expected bead has to be, mm
     */
    public record Request(WeldProcess process, WeldJob job, OffsetEstimate offset, BeadSpread reserve) {
        /** Of a cell that is as the equations say, for beads that keep to the limits on average. */
        public static Request nominal(WeldProcess process, WeldJob job) {
            return new Request(process, job, OffsetEstimate.NONE, BeadSpread.NONE);
        }

        WeldJob reserved() {
            return job.within(job.limits().tightened(reserve));
        }
    }

    /**
     * Where a plan ends.
     *
     * @param coded set-point
     * @param bead expected there
     * @param value of the objective
     * @param holds whether the expected bead keeps to all limits with the reserve; else the point is the one that misses
     *     them least
     */
    public record Plan(List<Double> coded, Bead bead, double value, boolean holds) {
        public Plan {
            coded = List.copyOf(coded);
        }

        public double[] point() {
            return coded.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** From these settings only. */
    public Plan plan(Request request, double[] start) {
        return best(request, List.of(start));
    }

    /** From the centre, and from a point on either side of it along each axis. */
    public Plan plan(Request request) {
        int dimensions = request.process().dimensions();
        List<double[]> starts = new ArrayList<>();
        starts.add(new double[dimensions]);
        for (int axis = 0; axis < dimensions; axis++) {
            for (double side : new double[] {-1, 1}) {
                double[] start = new double[dimensions];
                start[axis] = side;
                starts.add(start);
            }
        }
        return best(request, starts);
    }

    private Plan best(Request request, List<double[]> starts) {
        WeldProcess process = request.process();
        if (process.kind() != policy.kind())
            throw new IllegalArgumentException("the policy is for "
                    + policy.kind().title() + ", the job for " + process.kind().title());
        BeadSpread scale = process.scatter(new double[process.dimensions()]);
        WeldJob asked = request.reserved();
        WeldJob aim = asked.within(asked.limits().tightened(scale.times(RESERVE)));
        Candidate best = null;
        for (double[] start : starts) {
            Candidate reached = path(request, asked, aim, start, scale);
            if (best == null || reached.betterThan(best)) best = reached;
        }
        return Objects.requireNonNull(best).plan();
    }

    /** Where the policy comes to rest; where that breaks a limit, the best point on its way there. */
    private Candidate path(Request request, WeldJob asked, WeldJob aim, double[] start, BeadSpread scale) {
        WeldProcess process = request.process();
        double[] coded = start.clone();
        Candidate here = Candidate.at(asked, process, coded, request.offset(), scale);
        Candidate best = here;
        for (int move = 0; move < MOVES; move++) {
            double remaining = Math.max(1, policy.steps() - move) / (double) policy.steps();
            Situation situation = new Situation(process, aim, coded, here.plan().bead(), remaining);
            Episode.move(process, coded, policy.action(situation), 0);
            here = Candidate.at(asked, process, coded, request.offset(), scale);
            if (here.betterThan(best)) best = here;
        }
        return here.plan().holds() ? here : best;
    }

    /**
     * A point on the way.
     *
     * @param cost to minimise among points that hold
     * @param violation to minimise among those that do not
     */
    private record Candidate(Plan plan, double cost, double violation) {
        static Candidate at(WeldJob job, WeldProcess process, double[] coded, OffsetEstimate offset, BeadSpread scale) {
            Bead bead = offset.expected(process, coded);
            double value = job.objective().value(process, coded, bead);
            boolean holds = job.limits().hold(bead);
            return new Candidate(
                    new Plan(Arrays.stream(coded).boxed().toList(), bead, value, holds),
                    job.objective().cost(value),
                    holds ? 0 : job.limits().violation(bead, scale));
        }

        boolean betterThan(Candidate other) {
            if (plan.holds() != other.plan.holds()) return plan.holds();
            return plan.holds() ? cost < other.cost : violation < other.violation;
        }
    }
}
