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
        if (!(lower >= 0 && lower <= upper))
            throw new IllegalArgumentException("no interval: " + lower + " to " + upper);
    }

    /**
     * From what the network answers.
     *
     * @param quantiles at the levels (i + ½) / n of the share of the horizon that is left; ten of them end with 5 % and 95 %
     */
    static LifeEstimate of(float[] quantiles, LifeProfile profile) {
        double[] sorted = new double[quantiles.length];
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = profile.horizon() * Math.clamp(quantiles[i], 0f, 1f);
            sum += sorted[i];
        }
        java.util.Arrays.sort(sorted);
        double lower = Math.clamp(sorted[0] - profile.margin(), 0, profile.horizon());
        double upper = Math.clamp(sorted[sorted.length - 1] + profile.margin(), 0, profile.horizon());
        return new LifeEstimate(sum / sorted.length, Math.min(lower, upper), Math.max(lower, upper));
    }
}
