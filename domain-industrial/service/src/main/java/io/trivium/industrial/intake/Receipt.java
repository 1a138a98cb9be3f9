package io.trivium.industrial.intake;

import java.util.concurrent.atomic.AtomicInteger;

/** A message that is acknowledged once everything derived from it is confirmed. Thread-safe. */
public final class Receipt {
    private final Runnable acknowledge;
    private final AtomicInteger open = new AtomicInteger(1);

    /**
     * A message that is being read.
     *
     * @param acknowledge tells the sender; called once
     */
    public Receipt(Runnable acknowledge) {
        this.acknowledge = acknowledge;
    }

    /** One more thing that must be confirmed first. */
    public void hold() {
        open.incrementAndGet();
    }

    /** One thing is done: what was held, or at last the reading of the message itself. */
    public void release() {
        if (open.decrementAndGet() == 0) acknowledge.run();
    }
}
