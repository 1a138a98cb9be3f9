package io.trivium.runtime.learning.gate;

/**
 * Whether a label that occurred occasionally almost disappears: the rate fell to less than an eighth, and surely by
 * more than a factor. Rates that drift fall as far in weeks, but leave some.
 */
public final class Ending {
    private static final double LEFT = 8;
    /** Evidence less likely than this by chance counts. */
    public static final double CHANCE = 0.01;

    private Ending() {}

    /** By the exact test of two Poisson rates. */
    public static boolean is(int before, int rowsBefore, int after, int rowsAfter, double factor) {
        return isOf(before, rowsBefore, after, rowsAfter)
                && chance(before, rowsBefore, after, rowsAfter, factor) < CHANCE;
    }

    /** Whether as little is left, by the estimate, half a case being added to either side. */
    public static boolean isOf(int before, int rowsBefore, int after, int rowsAfter) {
        return (before + 0.5) / (rowsBefore + 0.5) / ((after + 0.5) / (rowsAfter + 0.5)) > LEFT;
    }

    /** Probability of at most the given number of cases when another number is expected (Poisson). */
    public static double atMost(int cases, double expected) {
        double term = Math.exp(-expected);
        double sum = term;
        for (int k = 1; k <= cases; k++) {
            term *= expected / k;
            sum += term;
        }
        return sum;
    }

    /** Probability of so few cases after, of all there were, if the rate had fallen by the factor (binomial). */
    public static double chance(int before, int rowsBefore, int after, int rowsAfter, double factor) {
        int all = before + after;
        double share = rowsAfter / factor / (rowsBefore + rowsAfter / factor);
        double term = Math.pow(1 - share, all);
        double sum = term;
        for (int k = 1; k <= after; k++) {
            term *= (all - k + 1.0) / k * share / (1 - share);
            sum += term;
        }
        return sum;
    }
}
