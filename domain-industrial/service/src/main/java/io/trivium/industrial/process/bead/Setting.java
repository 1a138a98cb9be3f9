package io.trivium.industrial.process.bead;

/**
 * One thing a welder sets. Coded values, in which models and policies are written, are (value − centre) / step; the
 * range is coded −{@value #REACH} to {@value #REACH}.
 *
 * @param unit UCUM code
 */
public record Setting(String name, String unit, double centre, double step) {
    /** Coded value at the ends of every range. */
    public static final double REACH = 2;

    public Setting {
        if (!Double.isFinite(centre) || !(step > 0)) throw new IllegalArgumentException(name + " has no range");
    }

    static Setting between(String name, String unit, double minimum, double maximum) {
        return new Setting(name, unit, (minimum + maximum) / 2, (maximum - minimum) / (2 * REACH));
    }

    public double minimum() {
        return value(-REACH);
    }

    public double maximum() {
        return value(REACH);
    }

    public double value(double coded) {
        return centre + step * coded;
    }

    /**
     * A value as models take it.
     *
     * @throws InvalidSetPointException outside of the range, with the range and the unit
     */
    public double coded(double value) {
        double coded = (value - centre) / step;
        // A millionth of a step: what is typed as the end of the range is inside.
        if (!(Math.abs(coded) <= REACH + 1e-6)) {
            throw new InvalidSetPointException("%s of %s %s is outside of %s to %s %s"
                    .formatted(name, text(value), unit, text(minimum()), text(maximum()), unit));
        }
        return Math.clamp(coded, -REACH, REACH);
    }

    private static String text(double value) {
        return new java.math.BigDecimal(value, new java.math.MathContext(5))
                .stripTrailingZeros()
                .toPlainString();
    }
}
