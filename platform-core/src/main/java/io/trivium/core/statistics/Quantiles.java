package io.trivium.core.statistics;

import java.util.Arrays;

/** Quantiles of samples. */
public final class Quantiles {
    private Quantiles() {}

    /** Sorts the numbers and returns the middle one, or the mean of the two in the middle; NaN for none. */
    public static double median(double[] numbers) {
        if (numbers.length == 0) return Double.NaN;
        Arrays.sort(numbers);
        return (numbers[(numbers.length - 1) / 2] + numbers[numbers.length / 2]) / 2;
    }

    /**
     * The value below which a share of the numbers falls, by linear interpolation; NaN for none.
     *
     * @param sorted ascending
     * @param share in [0, 1]
     */
    public static double linear(double[] sorted, double share) {
        if (sorted.length == 0) return Double.NaN;
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The number at rank ⌈share·n⌉, which is one of them; NaN for none.
     *
     * @param sorted ascending
     * @param share in [0, 1]
     */
    public static double nearestRank(long[] sorted, double share) {
        if (sorted.length == 0) return Double.NaN;
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
