package io.trivium.runtime.lab.bench.load;

import io.trivium.core.statistics.Quantiles;
import java.util.Arrays;
import java.util.Collection;

/** Durations of many requests, sorted. */
public final class Latencies {
    private final long[] nanos;

    /** @param nanos in any order */
    public Latencies(Collection<Long> nanos) {
        this.nanos = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** The first {@code count} of the given ones. */
    public Latencies(long[] nanos, int count) {
        this.nanos = Arrays.copyOf(nanos, count);
        Arrays.sort(this.nanos);
    }

    public int count() {
        return nanos.length;
    }

    /** The duration that a share of the requests did not exceed, in microseconds; NaN when there were none. */
    public double micros(double share) {
        return Quantiles.nearestRank(nanos, share) / 1_000;
    }

    public double millis(double share) {
        return micros(share) / 1_000;
    }
}
