package io.trivium.core.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the rate of each of many callers: a number of requests per second in the long term, and a burst after a pause
 * (generic cell rate algorithm, ITU-T I.371). Thread-safe without locks; a caller costs one number for as long as it
 * has something to wait for.
 */
final class RequestRate {
    /** Callers that are remembered before those that have nothing to wait for are forgotten. */
    private static final int MANY = 10_000;

    private final long intervalNanos;
    private final long patienceNanos;
    private final Map<String, AtomicLong> due = new ConcurrentHashMap<>();

    /** Creates a rate of which nothing is used yet. */
    RequestRate(double perSecond, int burst) {
        this.intervalNanos = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
        this.patienceNanos = intervalNanos * (burst - 1);
    }

    /**
     * Counts one request.
     *
     * @param nowNanos of a clock that never goes back
     * @return how long the caller has to wait; zero when it is let through
     */
    Duration admit(String caller, long nowNanos) {
        if (due.size() > MANY) due.values().removeIf(each -> each.get() - nowNanos <= 0);
        AtomicLong next = due.computeIfAbsent(caller, ignored -> new AtomicLong(nowNanos));
        while (true) {
            long before = next.get();
            long from = before - nowNanos > 0 ? before : nowNanos;
            long ahead = from - nowNanos;
            if (ahead > patienceNanos) return Duration.ofNanos(ahead - patienceNanos);
            if (next.compareAndSet(before, from + intervalNanos)) return Duration.ZERO;
        }
    }
}
