package io.trivium.runtime.learning.gate;

/** The standard normal distribution. */
public final class Normal {
    private static final double[] COEFFICIENTS = {0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429};

    private Normal() {}

    /** Probability of a larger number (Abramowitz and Stegun 26.2.17; error below 7.5e-8). */
    public static double above(double z) {
        if (Double.isNaN(z)) return Double.NaN;
        if (z < 0) return 1 - above(-z);
        double t = 1 / (1 + 0.2316419 * z);
        double power = t;
        double sum = 0;
        for (double coefficient : COEFFICIENTS) {
            sum += coefficient * power;
            power *= t;
        }
        return sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }
}
