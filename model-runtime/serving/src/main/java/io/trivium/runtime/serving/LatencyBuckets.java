package io.trivium.runtime.serving;

import java.util.Arrays;

/**
 * Counts of durations in buckets that are 4 % wide, from 10 µs to ten minutes; shorter and longer ones count in the first
 * and last bucket. Not thread-safe.
 */
final class LatencyBuckets {
    private static final double LEAST_NANOS = 10_000;
    private static final double LOG_WIDTH = Math.log(1.04);
    private static final int BUCKETS = 460;

    private final int[] counts = new int[BUCKETS];
    private long total;

    void add(long nanos) {
        counts[bucketOf(nanos)]++;
        total++;
    }

    long total() {
        return total;
    }

    private static int bucketOf(long nanos) {
        if (nanos <= LEAST_NANOS) return 0;
        return Math.min(BUCKETS - 1, (int) (Math.log(nanos / LEAST_NANOS) / LOG_WIDTH));
    }

    /** Nanoseconds that the share of the durations did not exceed, within 2 %; 0 when there is none. */
    double quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (total > 0 && seen >= rank) return LEAST_NANOS * Math.exp((bucket + 0.5) * LOG_WIDTH);
        }
        return 0;
    }

    /** The buckets that are not empty, as pairs of bucket and count: most minutes fill few of them. */
    int[] packed() {
        int[] pairs = new int[2 * BUCKETS];
        int length = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] == 0) continue;
            pairs[length++] = bucket;
            pairs[length++] = counts[bucket];
        }
        return Arrays.copyOf(pairs, length);
    }

    /** Adds the values of {@link #packed()}. */
    void add(int... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            counts[pairs[i]] += pairs[i + 1];
            total += pairs[i + 1];
        }
    }
}
