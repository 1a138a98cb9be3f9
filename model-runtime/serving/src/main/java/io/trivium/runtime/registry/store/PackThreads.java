package io.trivium.runtime.registry.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Threads for work on packs that computes: unpacking, hashing, parsing, opening sessions. A virtual thread that computes
 * keeps its carrier thread until it is done, and there are only as many of those as processors: a few large uploads
 * would stop every other request. The operating system shares its processors among platform threads.
 * Their number is not bounded here: the registration bounds uploads, and each version that is being loaded takes one.
 * Thread-safe.
 */
@ApplicationScoped
public class PackThreads {
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("pack-", 0).daemon().factory());

    /** Does the work on a thread of its own, unless the caller is a platform thread, and throws what it throws. */
    public <T> T call(Supplier<T> work) {
        if (!Thread.currentThread().isVirtual()) return work.get();
        return result(threads.submit(work::get));
    }

    /** The result of work that was begun; throws what the work throws. */
    public static <T> T result(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) throw known;
            if (e.getCause() instanceof Error fatal) throw fatal;
            throw new IllegalStateException("work on a pack failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("work on a pack was interrupted", e);
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
