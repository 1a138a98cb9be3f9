package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Moves the settings with a policy on the equations, corrected by the known offset of the cell, takes the best point on
 * its paths, and searches around it. Thread-safe.
 */
public final class Planner {
    /** Moves from each start; settings are then where the policy holds them. */
    private static final int MOVES = 16;
    /** Distance from the limits at which the policy aims, in standard deviations of single beads. */
    private static final double RESERVE = 0.06;

    private static final int STARTS = 48;
    /** Points tried around the end of each of the policy's ways, and how far off, in coded steps. */
    private static final int TRIALS = 150;

    private static final double FIRST_STEP = 0.25;
    private static final double LAST_STEP = 0.01;

    private final WeldPolicy policy;

    public Planner(WeldPolicy policy) {
        this.policy = policy;
    }

    /**
     * The request for a plan.
     *
     * @param offset the known offset of the cell
     * @param reserve distance of the expected bead from the limits, mm
     */
    public record Request(WeldProcess process, WeldJob job, OffsetEstimate offset, BeadSpread reserve) {
        /**
         * Creates the request for a cell without an offset from the equations, for beads that are within the limits on
         * average.
         */
        public static Request nominal(WeldProcess process, WeldJob job) {
            return new Request(process, job, OffsetEstimate.NONE, BeadSpread.NONE);
        }

        WeldJob reserved() {
            return job.within(job.limits().tightened(reserve));
        }
    }

    /**
     * The end point of a plan.
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

    /** From these settings only, by the policy alone. */
    public Plan plan(Request request, double[] start) {
        return best(request, List.of(start), false);
    }

    /** From the centre and {@value #STARTS} points of the region, always the same ones, with a search around each end. */
    public Plan plan(Request request) {
        return best(request, starts(request), true);
    }

    /** From the same points by the policy alone. */
    public Plan planByPolicyAlone(Request request) {
        return best(request, starts(request), false);
    }

    private static List<double[]> starts(Request request) {
        int dimensions = request.process().dimensions();
        RandomGenerator random = new SplittableRandom(0);
        List<double[]> starts = new ArrayList<>();
        starts.add(new double[dimensions]);
        for (int i = 0; i < STARTS; i++) starts.add(request.process().region().sample(dimensions, random));
        return starts;
    }

    private Plan best(Request request, List<double[]> starts, boolean polish) {
        WeldProcess process = request.process();
        if (process.kind() != policy.kind()) {
            throw new IllegalArgumentException("the policy is for "
                    + policy.kind().title() + ", the job for " + process.kind().title());
        }
        BeadSpread scale = process.scatter(new double[process.dimensions()]);
        WeldJob asked = request.reserved();
        WeldJob aim = asked.within(asked.limits().tightened(scale.times(RESERVE)));
        Candidate best = null;
        for (double[] start : starts) {
            Candidate reached = path(request, asked, aim, start, scale);
            if (polish && !policy.tuned()) reached = polished(request, asked, reached, scale);
            if (best == null || reached.betterThan(best)) best = reached;
            // A preference does not depend on cost: the first path that ends within the limits is taken.
            if (policy.tuned() && best.plan().holds()) break;
        }
        return Objects.requireNonNull(best).plan();
    }

    /**
     * Searches around a point that the policy found: normal steps of ever shorter length, each taken when it is better.
     * The policy finds the right neighbourhood at once; what it leaves is a few percent, which the equations give.
     */
    private static Candidate polished(Request request, WeldJob asked, Candidate from, BeadSpread scale) {
        WeldProcess process = request.process();
        RandomGenerator random = new SplittableRandom(1);
        Candidate best = from;
        for (int trial = 0; trial < TRIALS; trial++) {
            double length = FIRST_STEP * Math.pow(LAST_STEP / FIRST_STEP, (double) trial / TRIALS);
            double[] coded = best.plan().point();
            for (int i = 0; i < coded.length; i++) coded[i] += length * random.nextGaussian();
            process.region().project(coded);
            Candidate tried = Candidate.at(asked, process, coded, request.offset(), scale);
            if (tried.betterThan(best)) best = tried;
        }
        return best;
    }

    /**
     * Returns the best point on the policy's path. For a policy that learned preferences, the point where it comes to
     * rest, unless that violates a limit: an operator's preference may cost more than other points on the path.
     */
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
        return policy.tuned() && here.plan().holds() ? here : best;
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
