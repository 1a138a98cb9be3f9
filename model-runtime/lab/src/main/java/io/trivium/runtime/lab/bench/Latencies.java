package io.trivium.runtime.lab.bench;

import io.trivium.core.statistics.Quantiles;
import java.util.Arrays;
import java.util.Collection;

/** Durations of many requests, sorted. */
final class Latencies {
    private final long[] nanos;

    Latencies(Collection<Long> nanos) {
        this.nanos = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    Latencies(long[] nanos, int count) {
        this.nanos = Arrays.copyOf(nanos, count);
        Arrays.sort(this.nanos);
    }

    int count() {
        return nanos.length;
    }

    /** The duration that a share of the requests did not exceed, in microseconds; NaN when there were none. */
    double micros(double share) {
        return Quantiles.nearestRank(nanos, share) / 1_000;
    }

    double millis(double share) {
        return micros(share) / 1_000;
    }
}
