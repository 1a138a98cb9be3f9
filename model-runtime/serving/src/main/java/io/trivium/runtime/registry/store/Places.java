package io.trivium.runtime.registry.store;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets a limited number of callers work at a time, in the order in which they came. Thread-safe. */
public final class Places {
    private final Semaphore free;
    private final Duration longest;
    private final String busy;

    /**
     * @param atOnce callers that work at a time
     * @param longest time that a caller waits for a place
     * @param busy message for a caller that got no place in this time
     */
    public Places(int atOnce, Duration longest, String busy) {
        this.free = new Semaphore(atOnce, true);
        this.longest = longest;
        this.busy = busy;
    }

    /**
     * Does the work once there is a place. Not for work that takes another place of the same kind.
     *
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_REGISTRY_BUSY} when there is none in time
     */
    public <T> T call(Supplier<T> work) {
        try {
            if (!free.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new PlatformException(RuntimeErrorCode.MODEL_REGISTRY_BUSY, busy);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the wait for other work on packs was interrupted", e);
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }
}
