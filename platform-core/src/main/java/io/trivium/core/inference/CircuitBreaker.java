package io.trivium.core.inference;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops calling a server that fails, and probes it with single calls until it answers again.
 *
 * <p>Closed: all calls pass. Open, after consecutive failures or too many among the last calls: none pass. Half-open, when
 * the pause is over: one call passes at a time; its success closes the circuit, its failure opens it for twice as long, at
 * most {@link Settings#longestPause}. Thread-safe.
 */
public final class CircuitBreaker {
    /** Whether calls pass. */
    public enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * When the circuit opens and for how long.
     *
     * @param consecutiveFailures opens the circuit by themselves
     * @param window calls looked back on for the failure rate
     * @param failureRate share of failures in a full window that opens the circuit, in (0, 1]
     * @param shortestPause how long the circuit stays open the first time
     * @param longestPause upper limit of the doubling
     */
    public record Settings(
            int consecutiveFailures, int window, double failureRate, Duration shortestPause, Duration longestPause) {
        public static final Settings DEFAULT = new Settings(5, 40, 0.5, Duration.ofMillis(500), Duration.ofSeconds(10));

        public Settings {
            if (consecutiveFailures < 1 || window < 1 || !(failureRate > 0 && failureRate <= 1)) {
                throw new IllegalArgumentException("a circuit breaker needs positive limits and a rate in (0, 1]");
            }
            if (shortestPause.isNegative() || shortestPause.isZero() || longestPause.compareTo(shortestPause) < 0) {
                throw new IllegalArgumentException("a circuit breaker needs 0 < shortest pause <= longest pause");
            }
        }
    }

    /** One call let through; report its outcome exactly once. */
    public final class Permit {
        private final long generation;
        private final boolean probe;
        private boolean reported;

        private Permit(long generation, boolean probe) {
            this.generation = generation;
            this.probe = probe;
        }

        /** The server answered, be it with a refusal of this very request. */
        public void succeeded() {
            report(Outcome.SUCCESS);
        }

        /** The server did not answer, or failed. */
        public void failed() {
            report(Outcome.FAILURE);
        }

        /** Nothing was learned about the server. */
        public void abandoned() {
            report(Outcome.NONE);
        }

        private void report(Outcome outcome) {
            lock.lock();
            try {
                if (!reported) {
                    reported = true;
                    settle(this, outcome);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private enum Outcome {
        SUCCESS,
        FAILURE,
        NONE
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Settings settings;
    private final LongSupplier nanoTime;
    private final boolean[] failures;
    private int recorded;
    private int next;
    private int failuresInWindow;
    private int consecutive;
    private State state = State.CLOSED;
    private long openedAt;
    private long pauseNanos;
    private boolean probing;
    private long generation;
    private long opened;

    public CircuitBreaker(Settings settings) {
        this(settings, System::nanoTime);
    }

    /**
     * A breaker with its own clock.
     *
     * @param nanoTime clock in nanoseconds with any origin
     */
    public CircuitBreaker(Settings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.failures = new boolean[settings.window()];
        this.pauseNanos = settings.shortestPause().toNanos();
    }

    /** A permit for one call, or null when the call must not be made now. */
    public @Nullable Permit tryAcquire() {
        lock.lock();
        try {
            if (state == State.OPEN && nanoTime.getAsLong() - openedAt >= pauseNanos) {
                state = State.HALF_OPEN;
                probing = false;
            }
            return switch (state) {
                case CLOSED -> new Permit(generation, false);
                case OPEN -> null;
                case HALF_OPEN -> {
                    if (probing) yield null;
                    probing = true;
                    yield new Permit(generation, true);
                }
            };
        } finally {
            lock.unlock();
        }
    }

    /** The state as of now. */
    public State state() {
        lock.lock();
        try {
            return state == State.OPEN && nanoTime.getAsLong() - openedAt >= pauseNanos ? State.HALF_OPEN : state;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the circuit after the server answered a call that bypassed it. */
    public void close() {
        lock.lock();
        try {
            if (state != State.CLOSED) becomeClosed();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how often the circuit has opened. */
    public long openings() {
        lock.lock();
        try {
            return opened;
        } finally {
            lock.unlock();
        }
    }

    private void settle(Permit permit, Outcome outcome) {
        // A call that began before the circuit last changed says nothing about the server of now.
        if (permit.generation != generation) return;
        if (permit.probe) {
            probing = false;
            switch (outcome) {
                case SUCCESS -> becomeClosed();
                case FAILURE -> {
                    pauseNanos =
                            Math.min(pauseNanos * 2, settings.longestPause().toNanos());
                    open();
                }
                case NONE -> {}
            }
            return;
        }
        if (outcome == Outcome.NONE) return;
        boolean failed = outcome == Outcome.FAILURE;
        if (recorded == failures.length) failuresInWindow -= failures[next] ? 1 : 0;
        else recorded++;
        failures[next] = failed;
        next = (next + 1) % failures.length;
        failuresInWindow += failed ? 1 : 0;
        consecutive = failed ? consecutive + 1 : 0;
        boolean windowFails =
                recorded == failures.length && failuresInWindow >= settings.failureRate() * failures.length;
        if (consecutive >= settings.consecutiveFailures() || windowFails) {
            pauseNanos = settings.shortestPause().toNanos();
            open();
        }
    }

    private void open() {
        state = State.OPEN;
        openedAt = nanoTime.getAsLong();
        opened++;
        generation++;
    }

    private void becomeClosed() {
        state = State.CLOSED;
        recorded = 0;
        next = 0;
        failuresInWindow = 0;
        consecutive = 0;
        pauseNanos = settings.shortestPause().toNanos();
        generation++;
    }
}
