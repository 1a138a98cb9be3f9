package io.trivium.industrial.process.tool;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.ClosedLoop;
import io.trivium.industrial.process.policy.OffsetEstimate;
import io.trivium.industrial.process.policy.Planner;
import io.trivium.industrial.process.policy.WeldPolicy;
import io.trivium.industrial.process.search.BayesianOptimisation;
import io.trivium.industrial.process.search.Optimum;
import io.trivium.industrial.process.search.OptimumGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Measures how fast methods of finding a set-point approach the best one, bead by bead, on simulated cells. Regret is
 * the percentage by which the recommended set-point's objective misses the cell's best, plus the percentage by which
 * its expected bead violates limits. Cells differ from the equations (deviation {@value OffsetEstimate#PRIOR} of a
 * single bead's); each method has the same cells.
 */
final class RegretCurves {
    /** Beads of the experiment that the equations come from. */
    static final int BEADS = 31;

    private final WeldProcess process;
    private final OptimumGrid grid;
    private final ClosedLoop policy;
    private final int cells;
    private final long seed;

    RegretCurves(WeldProcess process, OptimumGrid grid, WeldPolicy policy, int cells, long seed) {
        this.process = process;
        this.grid = grid;
        this.policy = new ClosedLoop(new Planner(policy), 0);
        this.cells = cells;
        this.seed = seed;
    }

    /**
     * Regret after each bead over all cells, percent.
     *
     * @param quarter lower quartile, {@code threeQuarters} the upper one
     */
    record Curve(String method, List<Double> quarter, List<Double> median, List<Double> threeQuarters) {}

    List<Curve> of(WeldJob job) {
        List<double[]> bayesian = new ArrayList<>();
        List<double[]> learned = new ArrayList<>();
        long cellSeed = seed;
        while (learned.size() < cells) {
            cellSeed++;
            Optional<Optimum> best = grid.refined(seenFromTheEquations(job, cell(cellSeed)));
            if (best.isEmpty()) continue;
            Plant forPolicy = cell(cellSeed);
            learned.add(regrets(job, forPolicy, best.orElseThrow(), policy.run(job, forPolicy, BEADS)));
            Plant forSearch = cell(cellSeed);
            var search = new BayesianOptimisation(job, forSearch, new SplittableRandom(~cellSeed));
            bayesian.add(regrets(job, forSearch, best.orElseThrow(), search.run(BEADS)));
        }
        return List.of(curve("policy", learned), curve("bayesian", bayesian));
    }

    private Plant cell(long cellSeed) {
        return Plant.shifted(process, OffsetEstimate.PRIOR, new SplittableRandom(cellSeed));
    }

    /** A constant offset of the bead is the same as limits moved the other way. */
    private WeldJob seenFromTheEquations(WeldJob job, Plant cell) {
        double[] centre = new double[process.dimensions()];
        Bead real = cell.expected(centre);
        Bead equations = process.expected(centre);
        return job.within(new BeadLimits(
                moved(job.limits().widthMm(), equations.widthMm() - real.widthMm()),
                moved(job.limits().heightMm(), equations.heightMm() - real.heightMm()),
                moved(job.limits().penetrationMm(), equations.penetrationMm() - real.penetrationMm())));
    }

    private static Range moved(Range range, double by) {
        return new Range(range.minimum() + by, range.maximum() + by);
    }

    private static double[] regrets(WeldJob job, Plant cell, Optimum best, List<double[]> recommended) {
        double[] bestPoint = best.point();
        double bestValue = job.objective().value(cell.process(), bestPoint, cell.expected(bestPoint));
        return recommended.stream()
                .mapToDouble(point -> {
                    Bead bead = cell.expected(point);
                    double value = job.objective().value(cell.process(), point, bead);
                    return Math.max(0, job.objective().gapPercent(value, bestValue)) + brokenPercent(job, bead);
                })
                .toArray();
    }

    private static double brokenPercent(WeldJob job, Bead bead) {
        double percent = 0;
        for (BeadDimension dimension : BeadDimension.values()) {
            Range limits = dimension.of(job.limits());
            double value = dimension.of(bead);
            if (value < limits.minimum()) percent += 100 * (limits.minimum() - value) / limits.minimum();
            if (value > limits.maximum()) percent += 100 * (value - limits.maximum()) / limits.maximum();
        }
        return percent;
    }

    private static Curve curve(String method, List<double[]> runs) {
        List<Double> quarter = new ArrayList<>();
        List<Double> median = new ArrayList<>();
        List<Double> threeQuarters = new ArrayList<>();
        for (int bead = 0; bead < BEADS; bead++) {
            int at = bead;
            double[] sorted = runs.stream().mapToDouble(run -> run[at]).toArray();
            Arrays.sort(sorted);
            quarter.add(sorted[(sorted.length - 1) / 4]);
            median.add(sorted[(sorted.length - 1) / 2]);
            threeQuarters.add(sorted[(sorted.length - 1) * 3 / 4]);
        }
        return new Curve(method, quarter, median, threeQuarters);
    }
}
