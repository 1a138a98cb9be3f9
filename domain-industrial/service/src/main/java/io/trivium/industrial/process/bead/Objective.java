package io.trivium.industrial.process.bead;

/** The objective among the beads within the limits. */
public enum Objective {
    MIN_HEAT("J/mm"),
    MAX_PENETRATION("mm"),
    MAX_SPEED("mm/s");

    private final String unit;

    Objective(String unit) {
        this.unit = unit;
    }

    public String unit() {
        return unit;
    }

    /** Heat, penetration or speed, in {@link #unit}. */
    public double value(WeldProcess process, double[] coded, Bead bead) {
        return switch (this) {
            case MIN_HEAT -> process.heatJPerMm(coded);
            case MAX_PENETRATION -> bead.penetrationMm();
            case MAX_SPEED -> process.travelSpeedMmPerS(coded);
        };
    }

    /** Returns the minimised quantity: the value, or its negative. */
    public double cost(double value) {
        return this == MIN_HEAT ? value : -value;
    }

    /** Returns by how much a value is worse than the best one, in percent of the best; negative when it is better. */
    public double gapPercent(double value, double best) {
        return 100 * (cost(value) - cost(best)) / Math.abs(best);
    }
}
