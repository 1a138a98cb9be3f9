package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.List;

/**
 * The difference of a cell from the equations, estimated from measured beads: the mean of measured minus expected,
 * drawn towards 0 as the posterior of a normal offset of deviation {@value #PRIOR} is. Everything in standard
 * deviations of single beads. Immutable.
 *
 * @param sums of the differences, one a dimension
 */
public record OffsetEstimate(int beads, List<Double> sums) {
    /** Deviation of the offset that cells are expected to have, in standard deviations of single beads. */
    public static final double PRIOR = 0.5;

    public static final OffsetEstimate NONE = new OffsetEstimate(0, List.of(0.0, 0.0, 0.0));

    public OffsetEstimate {
        sums = List.copyOf(sums);
    }

    /** With one more bead. */
    public OffsetEstimate and(WeldProcess process, double[] coded, Bead measured) {
        Bead expected = process.expected(coded);
        BeadSpread scatter = process.scatter(coded);
        Double[] next = new Double[3];
        for (BeadDimension dimension : BeadDimension.values()) {
            next[dimension.place()] = sums.get(dimension.place())
                    + (dimension.of(measured) - dimension.of(expected)) / dimension.of(scatter);
        }
        return new OffsetEstimate(beads + 1, List.of(next));
    }

    /** Bead to expect of this cell. */
    public Bead expected(WeldProcess process, double[] coded) {
        Bead expected = process.expected(coded);
        if (beads == 0) return expected;
        BeadSpread scatter = process.scatter(coded);
        double weight = 1 / (beads + 1 / (PRIOR * PRIOR));
        return expected.plus(
                weight * sums.get(0) * scatter.widthMm(),
                weight * sums.get(1) * scatter.heightMm(),
                weight * sums.get(2) * scatter.penetrationMm());
    }

    /** Deviation of the cell's true offset from this estimate, mm. */
    public BeadSpread error(WeldProcess process, double[] coded) {
        return process.scatter(coded).times(1 / Math.sqrt(beads + 1 / (PRIOR * PRIOR)));
    }
}
