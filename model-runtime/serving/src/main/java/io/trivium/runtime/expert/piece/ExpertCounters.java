package io.trivium.runtime.expert.piece;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one expert since its model was loaded, whatever its weights were. Thread-safe. */
public final class ExpertCounters {
    private final LongAdder calls = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final AtomicInteger quarantines = new AtomicInteger();
    private volatile double latency;
    private volatile double recent;
    private long counted;

    public void ran(int rows, long took) {
        calls.increment();
        tokens.add(rows);
        nanos.add(took);
        double now = latency;
        latency = now == 0 ? took : now + 0.05 * (took - now);
    }

    void quarantined() {
        quarantines.incrementAndGet();
    }

    public long calls() {
        return calls.sum();
    }

    public long tokens() {
        return tokens.sum();
    }

    public long nanos() {
        return nanos.sum();
    }

    public int quarantines() {
        return quarantines.get();
    }

    /** Nanoseconds of a call, smoothed; 0 before the first. */
    public long latencyNanos() {
        return (long) latency;
    }

    /** Tokens of late, each earlier interval weighing half of the one after it. */
    public double recentTokens() {
        return recent;
    }

    /** Ends an interval; called by one thread. */
    public void endInterval() {
        long now = tokens.sum();
        recent = recent / 2 + (now - counted);
        counted = now;
    }
}
