package io.trivium.industrial.model;

import java.util.Arrays;
import java.util.List;

/**
 * The margin by which intervals must be wider than a network's, determined on assets that were not used for its
 * training (conformalised quantile regression: Romano, Patterson and Candès, arXiv 1905.03222, equation 8).
 */
public final class IntervalMargin {
    private IntervalMargin() {}

    /**
     * Returns the margin by which both ends must be moved outwards, or inwards if it is negative, so that a share of
     * the true values is within the interval.
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
