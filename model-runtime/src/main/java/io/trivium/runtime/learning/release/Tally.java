package io.trivium.runtime.learning.release;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one version in one phase of a release, by this process. Thread-safe. */
final class Tally {
    private final LongAdder live = new LongAdder();
    private final LongAdder rehearsed = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder notFinite = new LongAdder();
    private final LongAdder degraded = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final AtomicLongArray latencies = new AtomicLongArray(Bins.LATENCIES);
    private final AtomicLongArray scores = new AtomicLongArray(Bins.SCORES);

    /** How one request or copy ended. */
    enum Ending {
        ANSWERED,
        DEGRADED,
        ERROR,
        NOT_FINITE,
        /** Its deadline passed. */
        LATE
    }

    void live(Ending ending) {
        if (ending != Ending.LATE) live.increment();
        count(ending);
    }

    void rehearsed(Ending ending) {
        rehearsed.increment();
        count(ending);
    }

    private void count(Ending ending) {
        switch (ending) {
            case ANSWERED -> {}
            case DEGRADED -> degraded.increment();
            case ERROR -> errors.increment();
            case NOT_FINITE -> notFinite.increment();
            case LATE -> late.increment();
        }
    }

    /** Notes the compute time of a copy that both versions answered. */
    void took(long nanos) {
        latencies.incrementAndGet(Bins.ofNanos(nanos));
    }

    /** Notes a score of a copy that both versions answered. */
    void scored(double score, boolean isProbability) {
        scores.incrementAndGet(Bins.ofScore(score, isProbability));
    }

    Figures figures() {
        return new Figures(
                live.sum(),
                rehearsed.sum(),
                errors.sum(),
                notFinite.sum(),
                degraded.sum(),
                late.sum(),
                copy(latencies),
                copy(scores));
    }

    private static long[] copy(AtomicLongArray array) {
        long[] copy = new long[array.length()];
        for (int i = 0; i < copy.length; i++) copy[i] = array.get(i);
        return copy;
    }
}
