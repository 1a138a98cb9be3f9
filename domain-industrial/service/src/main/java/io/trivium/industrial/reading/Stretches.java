package io.trivium.industrial.reading;

import java.time.Instant;
import java.util.Arrays;

/** Gathers readings and roll-ups, in the order of time, into what each pixel of a plot shows. Not thread-safe. */
final class Stretches {
    private final long from;
    private final long width;
    private final long[] at;
    private final double[] lowest;
    private final double[] highest;
    private final double[] total;
    private final long[] points;
    private int size;
    private long last = Long.MIN_VALUE;

    /**
     * No stretch yet.
     *
     * @param from begin of the first, microseconds since 1970
     * @param width of each, microseconds
     * @param most number of stretches
     */
    Stretches(long from, long width, int most) {
        this.from = from;
        this.width = width;
        this.at = new long[most];
        this.lowest = new double[most];
        this.highest = new double[most];
        this.total = new double[most];
        this.points = new long[most];
    }

    long from() {
        return from;
    }

    long width() {
        return width;
    }

    /** Adds what begins at that time; a roll-up that begins before the range belongs to the first stretch. */
    void add(long time, long count, double low, double high, double sum) {
        long stretch = Math.max(0, Math.floorDiv(time - from, width));
        if (stretch != last) {
            last = stretch;
            at[size] = Math.max(time, from);
            lowest[size] = low;
            highest[size] = high;
            total[size] = sum;
            points[size] = count;
            size++;
        } else {
            int present = size - 1;
            lowest[present] = Math.min(lowest[present], low);
            highest[present] = Math.max(highest[present], high);
            total[present] += sum;
            points[present] += count;
        }
    }

    TrendView view(String tag, String unit, Instant fromTime, Instant toTime, RollUpLevel level) {
        double[] millis = new double[size];
        double[] mean = new double[size];
        for (int i = 0; i < size; i++) {
            millis[i] = at[i] / 1_000.0;
            mean[i] = total[i] / points[i];
        }
        return new TrendView(
                tag,
                unit,
                fromTime,
                toTime,
                level,
                width / 1_000.0,
                millis,
                Arrays.copyOf(lowest, size),
                Arrays.copyOf(highest, size),
                mean,
                Arrays.copyOf(points, size));
    }
}
