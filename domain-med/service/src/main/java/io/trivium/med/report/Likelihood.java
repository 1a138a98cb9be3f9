package io.trivium.med.report;

/**
 * A probability as people read it, in per cent. No model is certain, so none reads as 0 or 100: formats that can say so get
 * "less than 1" and "more than 99", others a value between.
 *
 * @param probability in [0, 1]
 */
record Likelihood(double probability) {
    private static final double LEAST = 0.1;
    private static final double MOST = 99.9;

    /** Whether a number is exact or a bound. */
    enum Bound {
        BELOW,
        EXACT,
        ABOVE
    }

    Likelihood {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability outside [0, 1]: " + probability);
        }
    }

    /** Whether the value that {@link #rounded} returns is exact or a bound. */
    Bound bound() {
        if (probability < 0.01) return Bound.BELOW;
        return probability > 0.99 ? Bound.ABOVE : Bound.EXACT;
    }

    /** The value with one decimal; 1 or 99 if {@link #bound} says that it is beyond them. */
    double rounded() {
        return switch (bound()) {
            case BELOW -> 1;
            case EXACT -> percent();
            case ABOVE -> 99;
        };
    }

    /** For formats that have numbers alone: with one decimal, from 0.1 to 99.9. */
    double percent() {
        return Math.clamp(Math.round(1000 * probability) / 10.0, LEAST, MOST);
    }
}
