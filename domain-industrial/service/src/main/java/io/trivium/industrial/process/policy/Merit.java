package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;

/**
 * The merit of a bead for a job in the training: {@code ∓10·ln(value) − Σ λ·violation/σ}, so that one percent of the
 * objective is a tenth. The six multipliers λ follow the violations (PPO-Lagrangian, Ray et al. 2019). Not thread-safe.
 */
final class Merit {
    private static final double PER_E_FOLD = 10;
    private static final double SHALLOWEST_MM = 0.5;
    private static final double LEAST = 3;
    private static final double MOST = 15;
    private static final double RATE = 2;

    /** Violation in standard deviations that a multiplier is content with, on the average of explored beads. */
    private static final double TOLERATED = 0.05;

    private final double[] multipliers = new double[BeadLimits.COUNT];

    Merit() {
        java.util.Arrays.fill(multipliers, LEAST + 1);
    }

    double of(WeldProcess process, WeldJob job, double[] coded, Bead bead) {
        double value = Math.max(SHALLOWEST_MM, job.objective().value(process, coded, bead));
        double merit = -job.objective().cost(1) * PER_E_FOLD * Math.log(value);
        double[] violations = violations(process, job, coded, bead);
        for (int i = 0; i < violations.length; i++) merit -= multipliers[i] * violations[i];
        return merit;
    }

    /** Returns the violation of each limit, in standard deviations of single beads. */
    static double[] violations(WeldProcess process, WeldJob job, double[] coded, Bead bead) {
        BeadSpread scatter = process.scatter(coded);
        double[] violations = job.limits().margins(bead);
        for (BeadDimension dimension : BeadDimension.values()) {
            double scale = dimension.of(scatter);
            for (int i = 2 * dimension.place(); i < 2 * dimension.place() + 2; i++) {
                violations[i] = Math.max(0, -violations[i]) / scale;
            }
        }
        return violations;
    }

    /** Raises what is violated more than is tolerated, lowers the rest. */
    void adapt(double[] meanViolations) {
        for (int i = 0; i < multipliers.length; i++) {
            multipliers[i] = Math.clamp(multipliers[i] + RATE * (meanViolations[i] - TOLERATED), LEAST, MOST);
        }
    }

    double[] multipliers() {
        return multipliers.clone();
    }
}
