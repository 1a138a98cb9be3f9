package io.trivium.industrial.model;

/** Upper quantiles of the chi-square distribution. Thread-safe. */
final class ChiSquare {
    private ChiSquare() {}

    /**
     * Returns the value that a chi-square variable exceeds with a given probability, by the approximation of Wilson and
     * Hilferty ("The Distribution of Chi-Square", PNAS 17:684, 1931): with k degrees of freedom, v = 2 / (9k) and the
     * upper normal quantile z, it is k (1 − v + z √v)³.
     *
     * <p>Relative error, from the exact quantile: at a probability of 0.05 −2.4 % for k = 1 and less than 0.5 % from
     * k = 3 on; at 1e-4 +7 % for 1, +1.5 % for 8 and +0.2 % for 52; at 1e-12 +35 % for 1, +7.4 % for 8, +3.8 % for 16
     * and +0.5 % for 104. So a limit far in the tail for few degrees of freedom is too high, never too low.
     *
     * @param degrees of freedom, at least 1
     * @param exceeded the probability, above 0 and below 0.5
     * @throws IllegalArgumentException when an argument is out of these ranges
     */
    static double upper(int degrees, double exceeded) {
        if (degrees < 1 || !(exceeded > 0 && exceeded < 0.5)) {
            throw new IllegalArgumentException(
                    "chi-square with " + degrees + " degrees of freedom at the probability " + exceeded);
        }
        double v = 2.0 / (9 * degrees);
        return degrees * Math.pow(1 - v + normal(exceeded) * Math.sqrt(v), 3);
    }

    /**
     * The same of the standard normal distribution: with t = √(−2 ln p), it is t less a quotient of polynomials in t
     * (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23); for p from 0 (excluded) to 0.5, with an
     * absolute error below 4.5e-4.
     */
    private static double normal(double exceeded) {
        double t = Math.sqrt(-2 * Math.log(exceeded));
        double above = 2.515517 + t * (0.802853 + t * 0.010328);
        double below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
        return t - above / below;
    }
}
