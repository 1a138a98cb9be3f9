package io.trivium.core.overload;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the number of items in progress to as many as are completed within a target time. Additive increase,
 * multiplicative decrease (Chiu and Jain, 1989), applied per window of answers. Where the limit was reached and more
 * than half took longer than the target, for longer than an instant, the limit falls by at least an eighth or, where
 * that is far too little, towards the number completed within the target at the window's pace (Little, 1961): a sudden
 * burst is not admitted for seconds. Where the limit was reached and they did not, it rises by one and a sixteenth.
 * Below the limit the callers set the pace, which does not show the capacity, so the limit stays. Median and interval
 * distinguish a persistent queue from an instant in which another process used the processor, as CoDel does (RFC 8289).
 * Thread-safe.
 */
public final class AdaptiveLimit {
    private static final int WINDOW_ANSWERS = 32;
    private static final double LATE_SHARE = 0.5;
    private static final double DECREASE = 7.0 / 8;
    private static final double INCREASE = 1.0 / 16;
    /** A window that a pause made long must not close the door. */
    private static final double LARGEST_DECREASE = 1.0 / 4;

    private static final long REST_NANOS = 1_000_000_000;

    /** Items delayed by a pause are answered within this time after it. */
    private static final long INTERVAL_NANOS = 100_000_000;

    private final Bounds bounds;
    private final LongSupplier clock;
    private long begun;
    private long reached;
    private int burst;
    private double limit;
    private int underWay;
    private int busiest;
    private int answers;
    private int late;
    private boolean isLate;
    private long lateSince;

    /**
     * Between what the limit moves.
     *
     * @param least the limit never falls below it, so that a service that has just started gets work to warm up on
     * @param first limit before anything was answered
     * @param most the limit never rises above it, nor do more begin in a burst
     * @param burst how many begin beyond the limit before one is refused; 0 for none
     * @param target within which half of the items are to be done
     */
    public record Bounds(int least, int first, int most, int burst, Duration target) {
        public Bounds {
            if (least < 1 || first < least || most < first) {
                throw new IllegalArgumentException(
                        "not 1 <= least <= first <= most: " + least + ", " + first + ", " + most);
            }
            if (burst < 0) throw new IllegalArgumentException("burst " + burst);
            if (!target.isPositive()) throw new IllegalArgumentException("target " + target);
        }
    }

    public AdaptiveLimit(Bounds bounds) {
        this(bounds, System::nanoTime);
    }

    /** @param clock nanoseconds of any origin */
    AdaptiveLimit(Bounds bounds, LongSupplier clock) {
        this.bounds = bounds;
        this.clock = clock;
        this.begun = clock.getAsLong();
        this.reached = begun - REST_NANOS;
        this.limit = bounds.first();
    }

    /** Whether one more may begin; then one of the two releases must follow. */
    public synchronized boolean tryAcquire() {
        boolean full = underWay >= (int) limit;
        if (full && !takesOneMore()) {
            busiest = underWay;
            return false;
        }
        underWay++;
        busiest = Math.max(busiest, underWay);
        return true;
    }

    /** Whether the limit is reached. */
    private boolean takesOneMore() {
        long now = clock.getAsLong();
        if (now - reached >= REST_NANOS) burst = bounds.burst();
        reached = now;
        if (burst == 0 || underWay >= bounds.most()) return false;
        burst--;
        return true;
    }

    /** An item was done. */
    public synchronized void release(Duration latency) {
        underWay--;
        answers++;
        if (latency.compareTo(bounds.target()) > 0) late++;
        if (answers >= WINDOW_ANSWERS) adapt();
    }

    /** An item ended without having been worked on, such as one that was malformed. */
    public synchronized void releaseUnmeasured() {
        underWay--;
    }

    private void adapt() {
        long now = clock.getAsLong();
        boolean full = busiest >= (int) limit;
        boolean lateForLong = lateForLong(now);
        if (full && lateForLong) {
            double inTime = answers * (double) bounds.target().toNanos() / Math.max(1, now - begun);
            double lower = Math.min(limit * DECREASE, Math.max(limit * LARGEST_DECREASE, inTime));
            limit = Math.max(bounds.least(), lower);
        } else if (full && !isLate) {
            limit = Math.min(bounds.most(), limit + 1 + limit * INCREASE);
        }
        begun = now;
        answers = 0;
        late = 0;
        busiest = underWay;
    }

    /** Whether this window is late and one before it was, an interval ago. */
    private boolean lateForLong(long now) {
        boolean before = isLate;
        isLate = late > LATE_SHARE * answers;
        if (isLate && !before) lateSince = now;
        return isLate && now - lateSince >= INTERVAL_NANOS;
    }

    /** Items that may be in progress now. */
    public synchronized int limit() {
        return (int) limit;
    }

    /** Items that are. */
    public synchronized int underWay() {
        return underWay;
    }
}
