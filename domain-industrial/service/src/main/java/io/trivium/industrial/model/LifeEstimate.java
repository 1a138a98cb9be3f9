package io.trivium.industrial.model;

/**
 * An estimate of remaining useful life.
 *
 * @param cycles expected value, from 0 to the horizon
 * @param lower lower end of the 90 % interval, in cycles
 * @param upper upper end; at the horizon it means that or more
 */
public record LifeEstimate(double cycles, double lower, double upper) {
    public LifeEstimate {
        if (!(lower >= 0 && lower <= upper)) {
            throw new IllegalArgumentException("no interval: " + lower + " to " + upper);
        }
    }

    /** The smallest and the largest quantile of an answer, in cycles; they may be below 0 and above the horizon. */
    public record Ends(double lower, double upper) {
        /**
         * The ends of an answer.
         *
         * @param quantiles shares of the horizon, in any order; at least one
         * @param horizon in cycles
         */
        public static Ends of(float[] quantiles, double horizon) {
            double lower = Double.POSITIVE_INFINITY;
            double upper = Double.NEGATIVE_INFINITY;
            for (float quantile : quantiles) {
                lower = Math.min(lower, horizon * quantile);
                upper = Math.max(upper, horizon * quantile);
            }
            return new Ends(lower, upper);
        }
    }

    /**
     * From what the network answers.
     *
     * @param quantiles at the levels (i + ½) / n of the share of the horizon that is left; ten of them end with 5 % and 95 %
     */
    static LifeEstimate of(float[] quantiles, LifeProfile profile) {
        double sum = 0;
        for (float quantile : quantiles) sum += profile.horizon() * Math.clamp(quantile, 0f, 1f);
        Ends ends = Ends.of(quantiles, profile.horizon());
        double lower = Math.clamp(ends.lower - profile.margin(), 0, profile.horizon());
        double upper = Math.clamp(ends.upper + profile.margin(), 0, profile.horizon());
        return new LifeEstimate(sum / quantiles.length, Math.min(lower, upper), Math.max(lower, upper));
    }
}
