package io.trivium.runtime.learning.release.figure;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one version in one phase of a release, by this process. Thread-safe. */
public final class Tally {
    private final FaultTally live = new FaultTally();
    private final FaultTally rehearsed = new FaultTally();
    private final LongAdder late = new LongAdder();
    private final AtomicLongArray latencies = new AtomicLongArray(Bins.LATENCIES);
    private final AtomicLongArray scores = new AtomicLongArray(Bins.SCORES);

    /** The ending of one request or copy. */
    public enum Ending {
        ANSWERED,
        DEGRADED,
        ERROR,
        NOT_FINITE,
        /** Its deadline passed. */
        LATE
    }

    public void live(Ending ending) {
        if (ending == Ending.LATE) late.increment();
        else live.count(ending);
    }

    public void rehearsed(Ending ending) {
        rehearsed.count(ending);
    }

    /** Notes the compute time of a copy that both versions answered. */
    public void took(long nanos) {
        latencies.incrementAndGet(Bins.ofNanos(nanos));
    }

    /** Notes a score of a copy that both versions answered. */
    public void scored(double score, boolean isProbability) {
        scores.incrementAndGet(Bins.ofScore(score, isProbability));
    }

    public Figures figures() {
        return new Figures(live.faults(), rehearsed.faults(), late.sum(), copy(latencies), copy(scores));
    }

    private static long[] copy(AtomicLongArray array) {
        long[] copy = new long[array.length()];
        for (int i = 0; i < copy.length; i++) copy[i] = array.get(i);
        return copy;
    }
}
