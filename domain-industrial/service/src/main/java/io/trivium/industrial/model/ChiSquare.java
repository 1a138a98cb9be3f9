package io.trivium.industrial.model;

/** Upper quantiles of the chi-square distribution. */
final class ChiSquare {
    private ChiSquare() {}

    /**
     * The value that is exceeded with a probability, by the cube root's nearly normal distribution (Wilson and Hilferty,
     * "The Distribution of Chi-Square", PNAS 17:684, 1931); to within a few percent, for many degrees of freedom
     * less.
     *
     * @param exceeded below 0.5
     */
    static double upper(int degrees, double exceeded) {
        double share = 2.0 / (9 * degrees);
        return degrees * Math.pow(1 - share + normal(exceeded) * Math.sqrt(share), 3);
    }

    /** The same of the standard normal distribution (Abramowitz and Stegun, 26.2.23; error below 4.5e-4). */
    private static double normal(double exceeded) {
        double t = Math.sqrt(-2 * Math.log(exceeded));
        double above = 2.515517 + t * (0.802853 + t * 0.010328);
        double below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
        return t - above / below;
    }
}
