package io.trivium.runtime.lab.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Requests at a constant rate, whether or not earlier ones are answered. A latency counts from the moment the request
 * was due, so that a server that stalls is not spared the requests it held up.
 */
public final class OpenLoad {
    /**
     * What became of the requests.
     *
     * @param latencies of answered requests
     * @param failed requests with another end than an answer
     */
    public record Result(Latencies latencies, int failed) {}

    private OpenLoad() {}

    /** Sends for the given time and waits for the answers. */
    public static Result run(double perSecond, Duration length, Supplier<? extends CompletableFuture<?>> send) {
        ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
        AtomicInteger failed = new AtomicInteger();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        long interval = (long) (1e9 / perSecond);
        long start = System.nanoTime();
        for (long due = start; due - start < length.toNanos(); due += interval) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            long since = due;
            try {
                sent.add(send.get().handle((answer, failure) -> {
                    if (failure == null) latencies.add(System.nanoTime() - since);
                    else failed.incrementAndGet();
                    return null;
                }));
            } catch (RuntimeException refused) {
                failed.incrementAndGet();
            }
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        return new Result(new Latencies(latencies), failed.get());
    }
}
