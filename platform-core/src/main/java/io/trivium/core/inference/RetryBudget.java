package io.trivium.core.inference;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries a small share of all calls: each call earns a fraction of a retry, each retry spends one. When a server is
 * down for everybody, retries stop instead of multiplying its load. Thread-safe.
 */
final class RetryBudget {
    private static final long UNIT = 1000;

    private final long capacity;
    private final long earned;
    private final AtomicLong balance;

    /**
     * A full budget.
     *
     * @param capacity retries that may be saved up; also the balance at the start
     * @param share retries earned per call, in [0, 1]
     */
    RetryBudget(int capacity, double share) {
        if (capacity < 0 || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a retry budget needs capacity >= 0 and a share in [0, 1]");
        }
        this.capacity = capacity * UNIT;
        this.earned = Math.round(share * UNIT);
        this.balance = new AtomicLong(this.capacity);
    }

    /** Counts a first attempt. */
    void earn() {
        balance.updateAndGet(now -> Math.min(capacity, now + earned));
    }

    /** Takes one retry, or says that there is none left. */
    boolean spend() {
        while (true) {
            long now = balance.get();
            if (now < UNIT) return false;
            if (balance.compareAndSet(now, now - UNIT)) return true;
        }
    }
}
