package io.trivium.runtime.serving;

/**
 * The rate at which requests leave a non-empty queue, and from it the time a refused caller should wait. Guarded by the
 * scheduler's lock.
 */
final class DrainRate {
    private static final long WINDOW_NANOS = 500_000_000;
    private static final int MOST_SECONDS = 30;

    private long since;
    private long left;
    private double perSecond;

    DrainRate(long now) {
        this.since = now;
    }

    /** Records that the queue was empty, so that recent departures do not measure its drain rate. */
    void restart(long now) {
        since = now;
        left = 0;
    }

    void left(long now) {
        left++;
        if (now - since >= WINDOW_NANOS) turn(now);
    }

    private void turn(long now) {
        double measured = left * 1e9 / (now - since);
        perSecond = perSecond == 0 ? measured : (perSecond + measured) / 2;
        since = now;
        left = 0;
    }

    /** Requests a second, lately; 0 when none has left yet. */
    double perSecond(long now) {
        if (now - since >= WINDOW_NANOS) turn(now);
        return perSecond;
    }

    /** Whole seconds, at least 1, until a queue of this depth has drained at this pace. */
    int retryAfterSeconds(int depth, long now) {
        double rate = perSecond(now);
        if (rate <= 0) return 1;
        return (int) Math.max(1, Math.min(MOST_SECONDS, Math.ceil(depth / rate)));
    }
}
