package io.trivium.runtime.lab.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** So many requests under way at any time: each answer sends the next request. */
public final class SaturatingLoad implements AutoCloseable {
    private final Supplier<? extends CompletableFuture<?>> send;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final CountDownLatch ended;

    /** Begins to send at once. */
    public SaturatingLoad(int underWay, Supplier<? extends CompletableFuture<?>> send) {
        this.send = send;
        this.ended = new CountDownLatch(underWay);
        for (int i = 0; i < underWay; i++) next();
    }

    private void next() {
        if (stopping.get()) {
            ended.countDown();
            return;
        }
        // Asynchronously, so that an answer given at once does not nest.
        var _ = send.get().handleAsync((answer, failure) -> {
            if (failure == null) answered.incrementAndGet();
            else failed.incrementAndGet();
            next();
            return null;
        });
    }

    public int failed() {
        return failed.get();
    }

    /** Answers a second over the time that other work takes. */
    public double during(Work other) throws Exception {
        long before = answered.get();
        long start = System.nanoTime();
        other.run();
        return (answered.get() - before) * 1e9 / (System.nanoTime() - start);
    }

    /** Work of nothing but waiting. */
    public static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) LockSupport.parkNanos(left);
    }

    /** Something that takes a while. */
    public interface Work {
        void run() throws Exception;
    }

    /** Stops sending and waits for the requests in progress. */
    @Override
    public void close() {
        stopping.set(true);
        try {
            if (!ended.await(Duration.ofMinutes(1).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("requests were not answered within a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
