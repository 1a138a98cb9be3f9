package io.trivium.industrial.process.search;

/** The standard normal distribution. */
public final class Normal {
    private Normal() {}

    public static double density(double z) {
        return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    }

    /** Φ(z), by the series of Marsaglia 2004 (J. Stat. Softw. 11(4)); exact to the last digits within ±8. */
    public static double cumulative(double z) {
        if (z < -8) return 0;
        if (z > 8) return 1;
        double sum = z;
        double before = 0;
        double term = z;
        for (int i = 3; sum != before; i += 2) {
            before = sum;
            term *= z * z / i;
            sum += term;
        }
        return 0.5 + sum * density(z);
    }
}
