package io.trivium.runtime.lab.bench;

import java.util.Arrays;

/** Durations of one thing done again and again. Not thread-safe. */
final class Timings {
    private long[] nanos = new long[1_024];
    private int count;

    void add(long duration) {
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, 2 * count);
        nanos[count++] = duration;
    }

    double medianMicros() {
        if (count == 0) throw new IllegalStateException("nothing was measured");
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[count / 2] / 1_000.0;
    }
}
