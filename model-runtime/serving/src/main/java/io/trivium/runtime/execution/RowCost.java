package io.trivium.runtime.execution;

/**
 * The cost of one row in a call of many rows, estimated from the calls made. The fixed cost of a call counts as its
 * rows', so that the estimate is high after small calls and falls when larger ones are tried. Thread-safe; of two
 * measurements at the same moment one may be lost.
 */
public final class RowCost {
    private static final double WEIGHT = 0.1;
    /** A measurement beyond this multiple of the estimate is the machine's, not the model's. */
    private static final double OUTLIER = 4;

    private volatile double nanosPerRow;

    /** Learns from a call. */
    public void record(int rows, long nanos) {
        if (rows <= 0 || nanos <= 0) return;
        double sample = (double) nanos / rows;
        double now = nanosPerRow;
        nanosPerRow = now == 0 ? sample : now + WEIGHT * (Math.min(sample, OUTLIER * now) - now);
    }

    /** Expected nanoseconds of a call; 0 before the first measurement. */
    public long nanos(int rows) {
        return (long) (nanosPerRow * rows);
    }

    /** The number of rows that fit into a time, at least 1 and at most {@code rows}. */
    public int rowsWithin(long nanos, int rows) {
        double perRow = nanosPerRow;
        if (perRow <= 0) return rows;
        return Math.clamp((long) (nanos / perRow), 1, Math.max(1, rows));
    }
}
