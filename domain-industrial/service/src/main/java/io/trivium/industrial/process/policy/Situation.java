package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Setting;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;

/**
 * The input of the policy: the job, the current settings, and the expected bead.
 *
 * @param coded current set-point
 * @param bead expected there, as far as is known
 * @param remaining share of the steps that are left, in [0, 1]
 */
@SuppressWarnings("ArrayRecordComponent") // made for every step of the training; never compared
record Situation(WeldProcess process, WeldJob job, double[] coded, Bead bead, double remaining) {
    /** Margin that represents an absent limit, in standard deviations of single beads. */
    private static final double FAR = 12;

    static int features(WeldProcess process) {
        return Objective.values().length + BeadLimits.COUNT + process.dimensions() + process.context().length + 1;
    }

    /**
     * Writes the policy's input, {@code [features]}: which objective (1 or 0), the margins to the limits in standard
     * deviations through asinh, the set-point scaled to −1 to 1, the job's context, steps left.
     */
    void write(double[] target, int offset) {
        int at = offset;
        for (Objective objective : Objective.values()) target[at++] = objective == job.objective() ? 1 : 0;
        BeadSpread scatter = process.scatter(coded);
        double[] margins = job.limits().margins(bead);
        for (BeadDimension dimension : BeadDimension.values()) {
            double scale = dimension.of(scatter);
            target[at++] = squashed(margins[2 * dimension.place()] / scale);
            target[at++] = squashed(margins[2 * dimension.place() + 1] / scale);
        }
        for (double each : coded) target[at++] = each / Setting.REACH;
        for (double each : process.context()) target[at++] = each;
        target[at] = remaining;
    }

    double[] features() {
        double[] features = new double[features(process)];
        write(features, 0);
        return features;
    }

    private static double squashed(double margin) {
        double near = Math.clamp(margin, -FAR, FAR);
        return Math.copySign(Math.log(Math.abs(near) + Math.sqrt(near * near + 1)), near) / 2;
    }
}
