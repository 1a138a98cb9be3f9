package io.trivium.industrial.model;

import java.util.Arrays;
import java.util.List;

/**
 * How much wider intervals have to be than a network says, found on assets that it did not learn from (conformalised
 * quantile regression: Romano, Patterson and Candès, arXiv 1905.03222, equation 8).
 */
public final class IntervalMargin {
    private IntervalMargin() {}

    /**
     * The margin by which both ends must be moved outwards, or inwards where it is negative, so that a share of the truth
     * lies within.
     *
     * @param level share, such as 0.9
     */
    public static double of(List<LifeEstimate> estimates, double[] truth, double level) {
        if (estimates.isEmpty() || estimates.size() != truth.length)
            throw new IllegalArgumentException(estimates.size() + " estimates for " + truth.length + " lives");
        double[] outside = new double[truth.length];
        for (int r = 0; r < outside.length; r++) {
            LifeEstimate estimate = estimates.get(r);
            outside[r] = Math.max(estimate.lower() - truth[r], truth[r] - estimate.upper());
        }
        Arrays.sort(outside);
        int rank = (int) Math.ceil(level * (outside.length + 1));
        return outside[Math.min(outside.length, rank) - 1];
    }
}
