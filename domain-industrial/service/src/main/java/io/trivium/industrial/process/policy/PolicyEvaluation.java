package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.SetPoint;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.search.Optimum;
import io.trivium.industrial.process.search.OptimumGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Measures a policy against the grid, on the equations and on simulated cells. The same seed gives the same figures. */
public final class PolicyEvaluation {
    private static final int STARTS = 50;
    private static final int BEADS = 10_000;
    /** One-sided 90 %. */
    private static final double NINETY_PERCENT = 1.2816;

    private final Planner planner;
    private final WeldProcess process;
    private final OptimumGrid grid;
    private final long seed;

    public PolicyEvaluation(WeldPolicy policy, WeldProcess process, OptimumGrid grid, long seed) {
        this.planner = new Planner(policy);
        this.process = process;
        this.grid = grid;
        this.seed = seed;
    }

    /**
     * One job. Gaps are in percent of the grid's best value, negative where the policy is better than the grid.
     *
     * @param grid best value on the grid of an eighth of a step
     * @param refined best value between the grid's points, a stricter reference
     * @param value expected at the recommended set-point
     * @param policyAloneGapPercent of the policy without the search around its points
     * @param policyAloneHolds whether its expected bead keeps to all limits
     * @param allLimitsHold of the expected bead
     * @param singleBeadsHoldingPercent share of scattering beads welded there that keep to all limits
     * @param cautious the same for a plan that keeps 90 % of single beads inside of each limit
     * @param singleStartGapPercent the worst of {@value #STARTS} plans that begin at one random set-point each
     * @param singleStartHoldingPercent share of those plans whose expected bead keeps to all limits
     */
    public record JobFigures(
            String name,
            Objective objective,
            String unit,
            double grid,
            double refined,
            double value,
            double gapPercent,
            double refinedGapPercent,
            double policyAloneGapPercent,
            boolean policyAloneHolds,
            boolean allLimitsHold,
            SetPoint setPoint,
            Bead bead,
            double singleBeadsHoldingPercent,
            Cautious cautious,
            double singleStartGapPercent,
            double singleStartHoldingPercent) {}

    /**
     * A plan with a reserve for single beads.
     *
     * @param reachable whether the limits leave room for it
     */
    public record Cautious(
            boolean reachable, double value, double gapPercent, SetPoint setPoint, double singleBeadsHoldingPercent) {}

    /**
     * Jobs the policy was not chosen for, sampled as in the training by another seed.
     *
     * @param gapPercentP50 to the refined reference, among jobs whose limits hold
     */
    public record SampledFigures(
            int jobs,
            double holdingPercent,
            double gapPercentP50,
            double gapPercentP90,
            double gapPercentMax,
            double withinThreePercent,
            double policyAloneHoldingPercent,
            double policyAloneWithinThreePercent) {}

    /**
     * Measures one job.
     *
     * @throws IllegalArgumentException when no set-point of the grid keeps to the limits
     */
    public JobFigures judge(WeldJob job) {
        RandomGenerator random = new SplittableRandom(seed);
        Optimum best = grid.best(job)
                .orElseThrow(() -> new IllegalArgumentException("job '" + job.name()
                        + "': no set-point of the process keeps to these limits; widen one of them"));
        Optimum refined = grid.refined(job).orElse(best);
        Planner.Plan plan = planner.plan(Planner.Request.nominal(process, job));
        Planner.Plan alone = planner.planByPolicyAlone(Planner.Request.nominal(process, job));
        double worst = Double.NEGATIVE_INFINITY;
        int holding = 0;
        for (int i = 0; i < STARTS; i++) {
            double[] start = process.region().sample(process.dimensions(), random);
            Planner.Plan single = planner.plan(Planner.Request.nominal(process, job), start);
            worst = Math.max(worst, job.objective().gapPercent(single.value(), best.value()));
            if (single.holds()) holding++;
        }
        return new JobFigures(
                job.name(),
                job.objective(),
                job.objective().unit(),
                best.value(),
                refined.value(),
                plan.value(),
                job.objective().gapPercent(plan.value(), best.value()),
                job.objective().gapPercent(plan.value(), refined.value()),
                job.objective().gapPercent(alone.value(), best.value()),
                alone.holds(),
                plan.holds(),
                process.setPoint(plan.point()),
                plan.bead(),
                holdingShare(job, plan.point(), random),
                cautious(job, best, random),
                worst,
                100.0 * holding / STARTS);
    }

    private Cautious cautious(WeldJob job, Optimum best, RandomGenerator random) {
        BeadSpread reserve = process.scatter(best.point()).times(NINETY_PERCENT);
        Planner.Plan plan = planner.plan(new Planner.Request(process, job, OffsetEstimate.NONE, reserve));
        return new Cautious(
                plan.holds(),
                plan.value(),
                job.objective().gapPercent(plan.value(), best.value()),
                process.setPoint(plan.point()),
                holdingShare(job, plan.point(), random));
    }

    private double holdingShare(WeldJob job, double[] coded, RandomGenerator random) {
        Plant plant = Plant.nominal(process, random);
        int holding = 0;
        for (int i = 0; i < BEADS; i++) if (job.limits().hold(plant.weld(coded))) holding++;
        return 100.0 * holding / BEADS;
    }

    public SampledFigures sampled(int jobs) {
        RandomGenerator random = new SplittableRandom(seed ^ 0x5DEECE66DL);
        List<Double> gaps = new ArrayList<>();
        int aloneHolding = 0;
        int aloneNear = 0;
        int measured = 0;
        while (measured < jobs) {
            WeldJob job = JobSampler.sample(process, random);
            var refined = grid.refined(job);
            if (refined.isEmpty()) continue; // room for points between those of the grid only
            measured++;
            Planner.Plan plan = planner.plan(Planner.Request.nominal(process, job));
            if (plan.holds()) {
                gaps.add(job.objective()
                        .gapPercent(plan.value(), refined.orElseThrow().value()));
            }
            Planner.Plan alone = planner.planByPolicyAlone(Planner.Request.nominal(process, job));
            if (!alone.holds()) continue;
            aloneHolding++;
            if (job.objective().gapPercent(alone.value(), refined.orElseThrow().value()) <= 3) aloneNear++;
        }
        double[] sorted =
                gaps.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        long near = Arrays.stream(sorted).filter(gap -> gap <= 3).count();
        return new SampledFigures(
                jobs,
                100.0 * sorted.length / jobs,
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                quantile(sorted, 1),
                100.0 * near / jobs,
                100.0 * aloneHolding / jobs,
                100.0 * aloneNear / jobs);
    }

    private static double quantile(double[] sorted, double share) {
        if (sorted.length == 0) return Double.NaN;
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
