package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.random.RandomGenerator;

/** Makes jobs that can be done: limits are drawn around the bead of a random set-point. */
final class JobSampler {
    private static final double HEAT_SHARE = 0.5;
    private static final double PENETRATION_SHARE = 0.25;
    /** Chance that a dimension has this limit. */
    private static final double[] LIMITED = {0.6, 0.6, 0.15, 0.75, 0.7, 0.15};
    /** Farthest limit from the set-point's bead, in standard deviations of single beads. */
    private static final double WIDEST = 3;

    private JobSampler() {}

    static WeldJob sample(WeldProcess process, RandomGenerator random) {
        double draw = random.nextDouble();
        Objective objective = draw < HEAT_SHARE
                ? Objective.MIN_HEAT
                : draw < HEAT_SHARE + PENETRATION_SHARE ? Objective.MAX_PENETRATION : Objective.MAX_SPEED;
        double[] coded = process.region().sample(process.dimensions(), random);
        Bead bead = process.expected(coded);
        BeadSpread scatter = process.scatter(coded);
        return new WeldJob(
                "sampled",
                objective,
                new BeadLimits(
                        range(0, bead.widthMm(), scatter.widthMm(), random),
                        range(1, bead.heightMm(), scatter.heightMm(), random),
                        range(2, bead.penetrationMm(), scatter.penetrationMm(), random)));
    }

    private static Range range(int dimension, double value, double scatter, RandomGenerator random) {
        boolean lower = random.nextDouble() < LIMITED[2 * dimension];
        boolean upper = random.nextDouble() < LIMITED[2 * dimension + 1];
        double below = scatter * WIDEST * random.nextDouble();
        double above = scatter * WIDEST * random.nextDouble();
        return new Range(
                lower ? value - below : Double.NEGATIVE_INFINITY, upper ? value + above : Double.POSITIVE_INFINITY);
    }
}
