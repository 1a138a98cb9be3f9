package io.trivium.industrial.process.advice;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.SetPoint;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.OffsetEstimate;
import io.trivium.industrial.process.policy.Planner;
import io.trivium.industrial.process.policy.Preference;
import io.trivium.industrial.process.policy.WeldPolicy;
import io.trivium.industrial.process.search.Normal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Recommends set-points by a policy, predicts what a set-point gives, and turns verdicts into preferences. Thread-safe. */
public final class Advisor {
    /** One-sided 90 %. */
    private static final double NINETY_PERCENT = 1.2816;

    /** Plans in a row, each with the reserve of the point of the one before; the point hardly moves in the last. */
    private static final int ROUNDS = 4;

    private final Planner planner;

    public Advisor(WeldPolicy policy) {
        this.planner = new Planner(policy);
    }

    /**
     * The current state of the cell.
     *
     * @param current current settings; empty when the job is new
     * @param offset what its measured beads say
     */
    public record Cell(WeldProcess process, Optional<SetPoint> current, OffsetEstimate offset) {
        /**
         * Refuses settings outside of the region.
         *
         * @throws io.trivium.industrial.process.bead.InvalidSetPointException for settings outside of the region
         */
        public Cell {
            current.ifPresent(process::coded);
        }
    }

    public Recommendation recommend(Cell cell, WeldJob job) {
        WeldProcess process = cell.process();
        Optional<Prediction> current = cell.current().map(settings -> predict(cell, job, settings));
        List<Recommendation.Option> options = new ArrayList<>();
        for (Recommendation.Aim aim : Recommendation.Aim.values()) {
            Planner.Plan plan = switch (aim) {
                case BEST_ON_AVERAGE -> plan(cell, job, BeadSpread.NONE);
                case FEW_REJECTS -> fewRejects(cell, job);
            };
            Prediction prediction = predict(cell, job, process.setPoint(plan.point()));
            options.add(new Recommendation.Option(
                    aim,
                    prediction,
                    plan.holds(),
                    current.map(now -> -job.objective().gapPercent(prediction.value(), now.value()))));
        }
        return new Recommendation(job, current, options);
    }

    /** Reserves the spread of single beads at the planned point itself, which differs from that at the centre. */
    private Planner.Plan fewRejects(Cell cell, WeldJob job) {
        double[] centre = new double[cell.process().dimensions()];
        Planner.Plan plan = plan(cell, job, uncertainty(cell, centre).times(NINETY_PERCENT));
        for (int round = 1; round < ROUNDS && plan.holds(); round++) {
            plan = plan(cell, job, uncertainty(cell, plan.point()).times(NINETY_PERCENT));
        }
        return plan;
    }

    private Planner.Plan plan(Cell cell, WeldJob job, BeadSpread reserve) {
        return planner.plan(new Planner.Request(cell.process(), job, cell.offset(), reserve));
    }

    /**
     * Predicts the result of a set-point.
     *
     * @throws io.trivium.industrial.process.bead.InvalidSetPointException for one that the equations do not cover
     */
    public Prediction predict(Cell cell, WeldJob job, SetPoint setPoint) {
        WeldProcess process = cell.process();
        double[] coded = process.coded(setPoint);
        Bead bead = cell.offset().expected(process, coded);
        BeadSpread uncertainty = uncertainty(cell, coded);
        List<Prediction.Margin> margins = new ArrayList<>();
        double holding = 1;
        for (BeadDimension dimension : BeadDimension.values()) {
            Range limits = dimension.of(job.limits());
            double value = dimension.of(bead);
            double deviation = dimension.of(uncertainty);
            double below = Normal.cumulative((limits.minimum() - value) / deviation);
            double under = Normal.cumulative((limits.maximum() - value) / deviation);
            if (Double.isFinite(limits.minimum())) {
                margins.add(new Prediction.Margin(
                        dimension, Prediction.Bound.LOWER, limits.minimum(), value - limits.minimum(), 1 - below));
            }
            if (Double.isFinite(limits.maximum())) {
                margins.add(new Prediction.Margin(
                        dimension, Prediction.Bound.UPPER, limits.maximum(), limits.maximum() - value, under));
            }
            holding *= under - below;
        }
        return new Prediction(
                setPoint,
                bead,
                uncertainty,
                job.objective().value(process, coded, bead),
                job.objective().unit(),
                setPoint.heatJPerMm(),
                margins,
                job.limits().hold(bead),
                holding);
    }

    private static BeadSpread uncertainty(Cell cell, double[] coded) {
        WeldProcess process = cell.process();
        return process.scatter(coded)
                .and(process.modelError(coded))
                .and(cell.offset().error(process, coded));
    }

    /** Pairs that a verdict says; none if it compares nothing. */
    public List<Preference> preferences(Cell cell, Recommendation recommendation, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted ->
                recommendation.options().stream()
                        .filter(option -> option.aim() != accepted.aim())
                        .map(other ->
                                pair(cell, recommendation, setPoint(recommendation, accepted.aim()), setPoint(other)))
                        .flatMap(Optional::stream)
                        .toList();
            case Verdict.Rejected rejected ->
                cell
                        .current()
                        .flatMap(now -> pair(cell, recommendation, now, setPoint(recommendation, rejected.aim())))
                        .stream()
                        .toList();
            case Verdict.Preferred preferred ->
                pair(cell, recommendation, preferred.setPoint(), setPoint(recommendation, preferred.over())).stream()
                        .toList();
        };
    }

    private static SetPoint setPoint(Recommendation recommendation, Recommendation.Aim aim) {
        return recommendation.options().stream()
                .filter(option -> option.aim() == aim)
                .map(Advisor::setPoint)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the recommendation has no option " + aim));
    }

    private static SetPoint setPoint(Recommendation.Option option) {
        return option.prediction().setPoint();
    }

    private static Optional<Preference> pair(
            Cell cell, Recommendation recommendation, SetPoint chosen, SetPoint rejected) {
        WeldProcess process = cell.process();
        List<Double> better = point(process, chosen);
        List<Double> worse = point(process, rejected);
        if (better.equals(worse)) return Optional.empty();
        List<Double> start = cell.current().map(now -> point(process, now)).orElse(worse);
        return Optional.of(new Preference(process, recommendation.job(), start, better, worse, cell.offset()));
    }

    private static List<Double> point(WeldProcess process, SetPoint setPoint) {
        return Arrays.stream(process.coded(setPoint)).boxed().toList();
    }
}
