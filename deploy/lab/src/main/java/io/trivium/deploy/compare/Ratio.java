package io.trivium.deploy.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many times as much the later revision needs as the base; above 1 it is worse. The geometric mean of the ratios of
 * paired runs, with the 95 % interval of Student's t distribution on their logarithms.
 *
 * @param value infinite when the base needed nothing and the later revision did
 * @param interval null when there is a single pair, or a figure is zero
 */
public record Ratio(double value, @Nullable Interval interval) {
    /** Above it a revision is refused. */
    public static final double LIMIT = 1.10;

    /** Quantile 0.975 of Student's t distribution for 1 to 30 degrees of freedom; the normal distribution's beyond. */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL = 1.960;

    /** Where the true ratio is expected. */
    public record Interval(double low, double high) {}

    /**
     * The ratio of paired figures.
     *
     * @param base figures of the base, one for each run, none negative
     * @param later of the later revision, as many
     * @param better which of two figures is the better one; where it is the higher one, the ratio is turned round
     */
    public static Ratio of(List<Double> base, List<Double> later, Metric.Better better) {
        if (base.isEmpty() || base.size() != later.size()) {
            throw new IllegalArgumentException(base.size() + " figures of the base, " + later.size() + " of the later");
        }
        List<Double> over = better == Metric.Better.LOWER ? later : base;
        List<Double> under = better == Metric.Better.LOWER ? base : later;
        if (hasZero(over) || hasZero(under)) return ofTotals(over, under);
        double[] logs = new double[over.size()];
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Math.log(over.get(i) / under.get(i));
            sum += logs[i];
        }
        double mean = sum / logs.length;
        if (logs.length == 1) return new Ratio(Math.exp(mean), null);
        double squares = 0;
        for (double log : logs) squares += (log - mean) * (log - mean);
        int freedom = logs.length - 1;
        double half = t(freedom) * Math.sqrt(squares / freedom / logs.length);
        return new Ratio(Math.exp(mean), new Interval(Math.exp(mean - half), Math.exp(mean + half)));
    }

    /** Counts such as that of refusals are zero in a good run: their sums are compared. */
    private static Ratio ofTotals(List<Double> over, List<Double> under) {
        double above = over.stream().mapToDouble(Double::doubleValue).sum();
        double below = under.stream().mapToDouble(Double::doubleValue).sum();
        if (above == 0 && below == 0) return new Ratio(1, null);
        return new Ratio(below == 0 ? Double.POSITIVE_INFINITY : above / below, null);
    }

    private static boolean hasZero(List<Double> figures) {
        if (figures.stream().anyMatch(figure -> !(figure >= 0))) {
            throw new IllegalArgumentException("figures are not negative: " + figures);
        }
        return figures.contains(0.0);
    }

    private static double t(int freedom) {
        return freedom <= T.length ? T[freedom - 1] : NORMAL;
    }

    /** Whether the later revision needs at most a tenth more. */
    public boolean holds() {
        return value <= LIMIT;
    }
}
