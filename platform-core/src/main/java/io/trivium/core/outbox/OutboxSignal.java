package io.trivium.core.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells the relay of this process that a transaction with events was committed. Thread-safe. */
@ApplicationScoped
class OutboxSignal {
    private final Semaphore raised = new Semaphore(0);

    void raise() {
        if (raised.availablePermits() == 0) raised.release();
    }

    /** Waits for a signal, at most {@code patience}; signals raised meanwhile count as one. */
    void await(Duration patience) throws InterruptedException {
        if (raised.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) raised.drainPermits();
    }
}
