package io.trivium.fin.monitoring;

/** The bins in which values are counted: they never change, so that any two periods can be compared. Pure. */
final class Bins {

    /** Bins of a score: [0, 0.05), [0.05, 0.1), … [0.95, 1]. */
    static final int SCORES = 20;

    /** Bins of a feature: half powers of two of 1 + |x| to either side of zero, the outermost open. */
    static final int FEATURES = 61;

    private static final int ZERO = FEATURES / 2;

    /** Bins of a latency: bin k ends at 2^((k+1)/4) − 1 ms, the last open. */
    static final int LATENCIES = 72;

    private Bins() {}

    static int score(double score) {
        return (int) Math.min(SCORES - 1, Math.floor(score * SCORES));
    }

    static int feature(double value) {
        double steps = Math.ceil(2 * Math.log1p(Math.abs(value)) / Math.log(2));
        int step = (int) Math.min(ZERO, steps);
        return ZERO + (value < 0 ? -step : step);
    }

    static int latency(long milliseconds) {
        double position = 4 * Math.log1p((double) Math.max(0, milliseconds)) / Math.log(2);
        return (int) Math.min(LATENCIES - 1, Math.floor(position));
    }

    /** Upper end of the bin that holds the quantile, in ms; NaN of nothing. */
    static double latencyQuantile(long[] bins, double quantile) {
        long count = total(bins);
        long rank = Math.max(1, (long) Math.ceil(quantile * count));
        long seen = 0;
        for (int i = 0; i < bins.length && count > 0; i++) {
            seen += bins[i];
            if (seen >= rank) return Math.rint((Math.pow(2, (i + 1) / 4.0) - 1) * 10) / 10;
        }
        return Double.NaN;
    }

    static long total(long[] bins) {
        long total = 0;
        for (long each : bins) total += each;
        return total;
    }
}
