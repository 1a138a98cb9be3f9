package io.trivium.core.deadline;

import java.util.Iterator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells when deadlines pass. One thread sleeps until the earliest it knows of; what ends in time, as nearly everything
 * does, is forgotten without waking it, where a timer for each would wake a thread twice. Thread-safe.
 */
public final class Deadlines implements AutoCloseable {
    /** Far enough away never to come, near enough for differences of times not to overflow. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final ConcurrentSkipListSet<Watch> watches = new ConcurrentSkipListSet<>();
    private final AtomicLong sequence = new AtomicLong();
    private final Thread thread;
    private volatile long wakesAt = System.nanoTime() + NEVER;
    private volatile boolean closed;

    /** Starts the thread, a daemon of that name. */
    public Deadlines(String threadName) {
        this.thread = Thread.ofPlatform().name(threadName).daemon().start(this::run);
    }

    /**
     * Watches a deadline until it passes or the watch is cancelled.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     * @param passed run once, on this object's thread, when the deadline has passed; it must be short and not throw
     */
    public Watch watch(long deadlineNanos, Runnable passed) {
        Watch watch = new Watch(deadlineNanos, sequence.getAndIncrement(), passed);
        watches.add(watch);
        if (deadlineNanos - wakesAt < 0) LockSupport.unpark(thread);
        return watch;
    }

    /** Deadlines now watched. */
    public int size() {
        return watches.size();
    }

    private void run() {
        while (!closed) {
            Watch first = first();
            long now = System.nanoTime();
            if (first != null && first.deadlineNanos - now <= 0) {
                if (watches.remove(first)) first.passed.run();
                continue;
            }
            wakesAt = first == null ? now + NEVER : first.deadlineNanos;
            // One that was added before the line above may not have woken this thread.
            if (first() != first) continue;
            if (first == null) LockSupport.park(this);
            else LockSupport.parkNanos(this, first.deadlineNanos - now);
        }
    }

    private @Nullable Watch first() {
        Iterator<Watch> each = watches.iterator();
        return each.hasNext() ? each.next() : null;
    }

    /** Ends the thread; no further deadline is reported. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** One deadline. */
    public final class Watch implements Comparable<Watch> {
        private final long deadlineNanos;
        private final long number;
        private final Runnable passed;

        private Watch(long deadlineNanos, long number, Runnable passed) {
            this.deadlineNanos = deadlineNanos;
            this.number = number;
            this.passed = passed;
        }

        /** Forgets the deadline; does nothing when it has passed. */
        public void cancel() {
            watches.remove(this);
        }

        @Override
        public int compareTo(Watch other) {
            int order = Long.signum(deadlineNanos - other.deadlineNanos);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }
}
