package io.trivium.runtime.serving;

/**
 * The run time of a model by the number of rows: a moving average for each power of two of rows. A size never measured,
 * or measured in a bad moment, counts as at most so many times the next smaller measured one. Thread-safe.
 */
final class RunTimes {
    private static final int SIZES = 32;
    private static final double WEIGHT = 0.2;

    private final double[] nanos = new double[SIZES];

    synchronized void record(long rows, long took) {
        int size = sizeOf(rows);
        nanos[size] = nanos[size] == 0 ? took : nanos[size] + WEIGHT * (took - nanos[size]);
    }

    /** Expected nanoseconds; 0 when nothing was measured. */
    synchronized long estimate(long rows) {
        int size = sizeOf(rows);
        int below = size - 1;
        while (below >= 0 && nanos[below] == 0) below--;
        double scaled = below < 0 ? Double.POSITIVE_INFINITY : nanos[below] * (double) rows / (1L << below);
        if (nanos[size] > 0) return (long) Math.min(nanos[size], scaled);
        if (below >= 0) return (long) scaled;
        for (int above = size + 1; above < SIZES; above++) {
            if (nanos[above] > 0) return (long) nanos[above];
        }
        return 0;
    }

    /** The most rows, of those from 1 to {@code most}, expected to take no longer than {@code limit} nanoseconds. */
    synchronized long rowsWithin(long limit, long most) {
        if (estimate(most) <= limit) return most;
        long rows = Long.highestOneBit(most);
        if (rows == most) rows >>= 1;
        while (rows > 1 && estimate(rows) > limit) rows >>= 1;
        return Math.max(1, rows);
    }

    private static int sizeOf(long rows) {
        return Math.min(SIZES - 1, 64 - Long.numberOfLeadingZeros(Math.max(1, rows) - 1));
    }
}
