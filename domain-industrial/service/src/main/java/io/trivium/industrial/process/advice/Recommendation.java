package io.trivium.industrial.process.advice;

import io.trivium.industrial.process.bead.WeldJob;
import java.util.List;
import java.util.Optional;

/**
 * Set-points for one job, the one that is best on average first. The operator sets the chosen one manually.
 *
 * @param current the result of the current settings; empty when none were named
 */
public record Recommendation(WeldJob job, Optional<Prediction> current, List<Option> options) {
    public Recommendation {
        options = List.copyOf(options);
    }

    /** Why a set-point is offered. */
    public enum Aim {
        /** The expected bead keeps to the limits. */
        BEST_ON_AVERAGE,
        /** Nine of ten single beads keep to each limit. */
        FEW_REJECTS
    }

    /**
     * One recommended set-point.
     *
     * @param reached whether it does what it aims at; else it is as near as the policy comes
     * @param gainPercent of the objective relative to the current settings, positive is better; empty without those
     */
    public record Option(Aim aim, Prediction prediction, boolean reached, Optional<Double> gainPercent) {}
}
