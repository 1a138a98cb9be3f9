package io.trivium.deploy.faults.fin;

import io.trivium.deploy.faults.Timer;
import java.time.Duration;

/** Sends the traffic at a steady rate until it is stopped. One thread runs it; others may read {@link #sequence}. */
public final class StreamLoad implements Runnable {
    private static final long LATEST_NANOS = Duration.ofSeconds(1).toNanos();

    private final Traffic traffic;
    private final KafkaSender sender;
    private final Timer timer;
    private final long intervalNanos;
    private volatile long sequence;

    public StreamLoad(Traffic traffic, KafkaSender sender, Timer timer, int ratePerSecond) {
        this.traffic = traffic;
        this.sender = sender;
        this.timer = timer;
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / ratePerSecond;
    }

    /** Number of the next authorization. */
    public long sequence() {
        return sequence;
    }

    @Override
    public void run() {
        long due = System.nanoTime();
        try {
            while (!timer.isStopped()) {
                traffic.next().forEach(sender::send);
                sequence = traffic.sequence();
                due += intervalNanos;
                long now = System.nanoTime();
                if (due < now - LATEST_NANOS) due = now;
                else if (due > now) timer.pause(Duration.ofNanos(due - now));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
