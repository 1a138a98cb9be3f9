package io.trivium.fin.decision.api;

import io.trivium.fin.decision.AuthorizationDecided;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The decisions that are still to be sent to one live stream. Bounded: a client slower than the decisions loses the
 * oldest ones and receives their number. Thread-safe for one reader.
 */
public final class DecisionSubscription implements AutoCloseable {

    private final int capacity;
    private final Consumer<DecisionSubscription> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<AuthorizationDecided> queue = new ArrayDeque<>();
    private long dropped;
    private boolean closed;

    DecisionSubscription(int capacity, Consumer<DecisionSubscription> onClose) {
        this.capacity = capacity;
        this.onClose = onClose;
    }

    /**
     * The decisions since the last call, oldest first.
     *
     * @param dropped decisions lost before these, because they were not taken in time
     */
    public record Batch(List<AuthorizationDecided> decisions, long dropped) {}

    void offer(AuthorizationDecided decision) {
        lock.lock();
        try {
            if (closed) return;
            if (queue.size() == capacity) {
                queue.removeFirst();
                dropped++;
            }
            queue.addLast(decision);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for decisions, at most {@code patience}; an empty batch when none came or the subscription is closed. */
    public Batch take(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (queue.isEmpty() && !closed && left > 0) left = changed.awaitNanos(left);
            Batch batch = new Batch(new ArrayList<>(queue), dropped);
            queue.clear();
            dropped = 0;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }
}
