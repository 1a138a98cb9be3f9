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

    /** What a number alone cannot say. */
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

    /** Where it lies by the value that {@link #rounded} gives. */
    Bound bound() {
        if (probability < 0.01) return Bound.BELOW;
        return probability > 0.99 ? Bound.ABOVE : Bound.EXACT;
    }

    /** With one decimal, 1 and 99 where {@link #bound} says that it lies beyond them. */
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
