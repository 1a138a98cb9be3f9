package io.trivium.fin.bench;

import io.trivium.core.statistics.Quantiles;
import java.util.Arrays;

/**
 * Percentiles of latencies in milliseconds, exact: the value at rank ⌈p·n⌉ of all of them.
 *
 * <p>NaN throughout when there are none.
 */
public record LatencySummary(int count, double p50, double p99, double p999, double max) {

    static LatencySummary ofNanos(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new LatencySummary(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return Quantiles.nearestRank(sorted, share) / 1e6;
    }
}
