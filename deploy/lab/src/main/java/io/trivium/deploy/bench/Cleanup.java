package io.trivium.deploy.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C end the processes that a command has started: while this is open, a signal that ends the program
 * interrupts the thread that opened it and waits until that has closed it, with all that it closes before. For one
 * thread.
 */
public final class Cleanup implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private Cleanup(Thread owner) {
        this.hook = Thread.ofPlatform().name("cleanup").unstarted(() -> {
            owner.interrupt();
            try {
                closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** From now on, for the thread that calls. */
    public static Cleanup onSignal() {
        Cleanup cleanup = new Cleanup(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(cleanup.hook);
        return cleanup;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The program is ending, which the hook waited for.
        }
    }
}
