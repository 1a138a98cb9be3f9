package io.trivium.fin.decision;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time to wait for live scores. A platform that has just started, or whose runtime has, still compiles its code and
 * answers its first calls in hundreds of milliseconds: a late score is then worth more than a fallback in time.
 *
 * <p>A warm-up begins with the first call after {@link #begin()}, and ends after {@link #GOOD_CALLS} answers in a row
 * within the usual deadline, at the latest after {@link ScoringConfig#warmUp()}. Thread-safe.
 */
final class WarmUp {

    static final int GOOD_CALLS = 200;

    private final ScoringConfig config;
    private final LongSupplier nanoTime;
    private boolean warming;
    private boolean called;
    private long untilNanos;
    private int good;

    WarmUp(ScoringConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        begin();
    }

    /** Starts a warm-up, or starts the running one again. */
    synchronized void begin() {
        warming = config.warmUp().isPositive();
        called = false;
        good = 0;
    }

    /** Longest wait for the scores of a live call that begins now. */
    synchronized Duration deadline() {
        if (!warming) return config.deadline();
        long now = nanoTime.getAsLong();
        if (!called) {
            called = true;
            untilNanos = now + config.warmUp().toNanos();
        } else if (now - untilNanos >= 0) {
            warming = false;
            return config.deadline();
        }
        Duration patient = config.warmUpDeadline();
        return patient.compareTo(config.deadline()) > 0 ? patient : config.deadline();
    }

    /** Notes how long a call took that was answered. */
    synchronized void answered(Duration took) {
        if (!warming) return;
        good = took.compareTo(config.deadline()) <= 0 ? good + 1 : 0;
        if (good >= GOOD_CALLS) warming = false;
    }

    /** Notes that a call was not answered. */
    synchronized void failed() {
        good = 0;
    }
}
