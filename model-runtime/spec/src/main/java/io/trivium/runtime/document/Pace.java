package io.trivium.runtime.document;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets work that is in no hurry take only a share of the time, so that the processor and the database are free for requests in
 * between. Counts from its making. Not thread-safe.
 */
public final class Pace {
    private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(2);

    private final double restOfWork;
    private long since = System.nanoTime();

    /**
     * A pace that has just begun.
     *
     * @param share of the time that is worked, above 0 and at most 1, which is without rest
     */
    public Pace(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share lies above 0 and not above 1: " + share);
        }
        restOfWork = 1 / share - 1;
    }

    /** Rests for the work since the last rest, once there is enough of it. Returns at once in an interrupted thread. */
    public void rest() {
        long rest = (long) ((System.nanoTime() - since) * restOfWork);
        if (rest < SHORTEST_REST) return;
        LockSupport.parkNanos(this, Math.min(rest, LONGEST_REST));
        since = System.nanoTime();
    }
}
