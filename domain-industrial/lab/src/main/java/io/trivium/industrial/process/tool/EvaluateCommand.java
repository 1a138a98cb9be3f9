package io.trivium.industrial.process.tool;

import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.PolicyEvaluation;
import io.trivium.industrial.process.policy.WeldPolicy;
import io.trivium.industrial.process.search.OptimumGrid;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a policy against the best points of a grid. */
@Command(
        name = "evaluate",
        description = "Measure a policy against the grid's best set-points: reference jobs, or the one given.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    private static final int GRID_PER_STEP = 8;

    @Mixin
    private PolicyOption policies = new PolicyOption();

    @Mixin
    private JobOption jobs = new JobOption();

    @Option(
            names = "--sampled",
            paramLabel = "N",
            defaultValue = "200",
            description = "Additional jobs drawn at random (default: ${DEFAULT-VALUE}).")
    private int sampled;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /**
     * Figures of one policy.
     *
     * @param heatGapPercent worst gap to the grid among the jobs of least heat; null without such a job
     * @param policyAloneHeatGapPercent the same without the search around the policy's points
     * @param allLimitsHold whether the expected bead of every job keeps to its limits
     */
    record Report(
            String process,
            String policy,
            @Nullable Double heatGapPercent,
            @Nullable Double policyAloneHeatGapPercent,
            boolean allLimitsHold,
            List<PolicyEvaluation.JobFigures> jobs,
            PolicyEvaluation.SampledFigures sampled) {}

    @Override
    public Integer call() throws IOException {
        if (sampled < 1) throw new IllegalArgumentException("--sampled must be positive, not " + sampled);
        WeldPolicy policy = policies.policy();
        WeldProcess process = policies.process(policy);
        List<WeldJob> judged = jobs.job().map(List::of).orElseGet(() -> references(process.kind()));
        OptimumGrid grid = OptimumGrid.of(process, GRID_PER_STEP);
        PolicyEvaluation evaluation = new PolicyEvaluation(policy, process, grid, seed);
        List<PolicyEvaluation.JobFigures> figures =
                judged.stream().map(evaluation::judge).toList();
        Report report = new Report(
                process.kind().title(),
                policies.name(),
                worstHeat(figures, PolicyEvaluation.JobFigures::gapPercent),
                worstHeat(figures, PolicyEvaluation.JobFigures::policyAloneGapPercent),
                figures.stream().allMatch(PolicyEvaluation.JobFigures::allLimitsHold),
                figures,
                evaluation.sampled(sampled));
        if (json) System.out.println(WeldingTool.JSON.writeValueAsString(report));
        else print(report);
        return 0;
    }

    private static @Nullable Double worstHeat(
            List<PolicyEvaluation.JobFigures> figures, Function<PolicyEvaluation.JobFigures, Double> gap) {
        return figures.stream()
                .filter(each -> each.objective() == Objective.MIN_HEAT)
                .map(gap)
                .max(Double::compare)
                .orElse(null);
    }

    private static List<WeldJob> references(ProcessKind kind) {
        return switch (kind) {
            case SAW -> WeldJob.submergedArcReferences();
            case GMAW ->
                List.of(
                        new WeldJob(
                                "least heat",
                                Objective.MIN_HEAT,
                                new BeadLimits(Range.atLeast(11), Range.atMost(3.5), Range.atLeast(3))),
                        new WeldJob(
                                "deepest",
                                Objective.MAX_PENETRATION,
                                new BeadLimits(Range.atMost(13), Range.atMost(3.5), Range.ANY)),
                        new WeldJob(
                                "fastest",
                                Objective.MAX_SPEED,
                                new BeadLimits(Range.atLeast(11), Range.atMost(3.5), Range.atLeast(3))));
        };
    }

    private static void print(Report report) {
        System.out.printf("%s, policy %s%n", report.process(), report.policy());
        for (PolicyEvaluation.JobFigures job : report.jobs()) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.2f %s, grid %.2f (%+.2f %%), refined %.2f (%+.2f %%), limits %s, %.0f %% of single beads hold%n",
                    job.name(),
                    job.value(),
                    job.unit(),
                    job.grid(),
                    job.gapPercent(),
                    job.refined(),
                    job.refinedGapPercent(),
                    job.allLimitsHold() ? "hold" : "BROKEN",
                    job.singleBeadsHoldingPercent());
            System.out.printf(
                    Locale.ROOT,
                    "  policy alone %+.2f %% (limits %s), from any one start: worst %+.2f %%, %.0f %% hold; cautious: %s%n",
                    job.policyAloneGapPercent(),
                    job.policyAloneHolds() ? "hold" : "BROKEN",
                    job.singleStartGapPercent(),
                    job.singleStartHoldingPercent(),
                    job.cautious().reachable()
                            ? String.format(
                                    Locale.ROOT,
                                    "%.2f %s, %.0f %% of single beads hold",
                                    job.cautious().value(),
                                    job.unit(),
                                    job.cautious().singleBeadsHoldingPercent())
                            : "the limits leave no room for it");
        }
        PolicyEvaluation.SampledFigures sampled = report.sampled();
        System.out.printf(
                Locale.ROOT,
                "%d sampled jobs: %.1f %% hold; gap to the refined best %.2f %% (median), %.2f %% (90 %% of jobs),"
                        + " %.1f %% within 3 %%; policy alone: %.1f %% hold, %.1f %% within 3 %%%n",
                sampled.jobs(),
                sampled.holdingPercent(),
                sampled.gapPercentP50(),
                sampled.gapPercentP90(),
                sampled.withinThreePercent(),
                sampled.policyAloneHoldingPercent(),
                sampled.policyAloneWithinThreePercent());
    }
}
