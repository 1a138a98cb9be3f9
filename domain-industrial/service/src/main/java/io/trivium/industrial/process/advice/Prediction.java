package io.trivium.industrial.process.advice;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.SetPoint;
import java.util.List;

/**
 * The expected result of a set-point.
 *
 * @param value of the job's objective, in its unit
 * @param uncertainty deviation of a single bead from the expected one: scatter, error of the equations and of what is
 *     known of the cell
 * @param margins to each limit that there is
 * @param holdingChance that a single bead keeps to all limits, its dimensions taken as independent
 */
public record Prediction(
        SetPoint setPoint,
        Bead bead,
        BeadSpread uncertainty,
        double value,
        String unit,
        double heatJPerMm,
        List<Margin> margins,
        boolean limitsHold,
        double holdingChance) {
    public Prediction {
        margins = List.copyOf(margins);
    }

    /** Which end of a range. */
    public enum Bound {
        LOWER,
        UPPER
    }

    /**
     * One limit.
     *
     * @param marginMm how far inside the expected bead is; negative outside
     * @param chance that a single bead keeps to it
     */
    public record Margin(BeadDimension dimension, Bound bound, double limitMm, double marginMm, double chance) {}
}
