package io.trivium.runtime.learning.release.figure;

/**
 * Tests that may be evaluated after every request, for any length of time: the probability that one ever rejects a
 * challenger that is no worse is at most the given one. Pure.
 */
public final class Evidence {
    /** Of a wrong alarm by one rule in one phase of a release, over all looks together. */
    public static final double CHANCE = 1e-5;

    private static final int ALTERNATIVES = 200;

    private Evidence() {}

    /**
     * Whether too many of some events are ours. An event is ours with probability {@code share} if we are no worse; the test
     * is the likelihood ratio of a mixture of larger shares, a supermartingale (A. Wald's, with Ville's inequality).
     *
     * @param share of all requests that were ours, in (0, 1)
     */
    public static boolean isExcess(long ours, long theirs, double share, double chance) {
        if (!(share > 0 && share < 1) || ours == 0) return false;
        double largest = Double.NEGATIVE_INFINITY;
        double[] logs = new double[ALTERNATIVES];
        for (int i = 0; i < ALTERNATIVES; i++) {
            double other = share + (1 - share) * (i + 0.5) / ALTERNATIVES;
            logs[i] = ours * Math.log(other / share) + theirs * Math.log((1 - other) / (1 - share));
            largest = Math.max(largest, logs[i]);
        }
        double sum = 0;
        for (double each : logs) sum += Math.exp(each - largest);
        return largest + Math.log(sum / ALTERNATIVES) >= -Math.log(chance);
    }

    /**
     * The distance that the number of {@code n} independent elements at or below a quantile may have from {@code n}
     * times its share, at every {@code n} (S. Howard et al., "Time-uniform, nonparametric, nonasymptotic confidence
     * sequences", 2021, eq. 1).
     */
    public static double rankRadius(long n, double share, double chance) {
        double variance = Math.max(1, n * share * (1 - share));
        return 1.7 * Math.sqrt(variance * (Math.log(Math.log(2 * variance) + 1e-9) + 0.72 * Math.log(5.2 / chance)));
    }

    /**
     * Lower bound of a mean that holds at every number of elements once there are enough of them (I. Waudby-Smith et al.,
     * "Time-uniform central limit theory and asymptotic confidence sequences", 2024, eq. 14).
     *
     * @param squares sum of the elements' squares
     */
    public static double lowestMean(long n, double sum, double squares, double chance) {
        double mean = sum / n;
        double deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
        double weight = TUNED_RHO_SQUARED;
        double scaled = n * weight + 1;
        double radius = Math.sqrt(2 * scaled / ((double) n * n * weight) * Math.log(Math.sqrt(scaled) / chance));
        return mean - deviation * radius;
    }

    /** Makes the bound of {@link #lowestMean} tightest at 500 elements and {@link #CHANCE}. */
    private static final double TUNED_RHO_SQUARED = (-2 * Math.log(CHANCE) + Math.log(-2 * Math.log(CHANCE)) + 1) / 500;
}
