package io.trivium.industrial.process.bead;

/** The limits of a bead, mm. */
public record BeadLimits(Range widthMm, Range heightMm, Range penetrationMm) {
    /** Two for each dimension: the lower one, then the upper one. */
    public static final int COUNT = 6;

    /**
     * Distance to each limit, lower and upper of each dimension in turn, mm; negative where it is broken, infinite where
     * there is none.
     */
    public double[] margins(Bead bead) {
        return new double[] {
            bead.widthMm() - widthMm.minimum(),
            widthMm.maximum() - bead.widthMm(),
            bead.heightMm() - heightMm.minimum(),
            heightMm.maximum() - bead.heightMm(),
            bead.penetrationMm() - penetrationMm.minimum(),
            penetrationMm.maximum() - bead.penetrationMm()
        };
    }

    public boolean hold(Bead bead) {
        return widthMm.contains(bead.widthMm())
                && heightMm.contains(bead.heightMm())
                && penetrationMm.contains(bead.penetrationMm());
    }

    /** Sum of what limits are broken by, in standard deviations of {@code scale}; 0 when all hold. */
    public double violation(Bead bead, BeadSpread scale) {
        double[] margins = margins(bead);
        double sum = 0;
        for (BeadDimension dimension : BeadDimension.values()) {
            int at = 2 * dimension.place();
            sum += (Math.max(0, -margins[at]) + Math.max(0, -margins[at + 1])) / dimension.of(scale);
        }
        return sum;
    }

    /** The same with every limit moved inwards. */
    public BeadLimits tightened(BeadSpread by) {
        return new BeadLimits(
                widthMm.tightened(by.widthMm()),
                heightMm.tightened(by.heightMm()),
                penetrationMm.tightened(by.penetrationMm()));
    }
}
