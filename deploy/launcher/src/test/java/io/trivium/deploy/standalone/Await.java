package io.trivium.deploy.standalone;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what a process is to become. */
final class Await {
    private static final int PAUSE_MS = 300;

    private Await() {}

    /** Throws while it is not so. */
    @FunctionalInterface
    interface Probe {
        void run() throws Exception;
    }

    /** As {@link #until(String, BooleanSupplier, Duration, Probe)}, of something that does not end. */
    static void until(String what, Duration limit, Probe probe) throws InterruptedException {
        until(what, () -> true, limit, probe);
    }

    /**
     * Asks until it passes.
     *
     * @param alive whether there is still somebody to wait for
     * @throws AssertionError with the last failure, when the time is over or nobody is left
     */
    static void until(String what, BooleanSupplier alive, Duration limit, Probe probe) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                probe.run();
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (!alive.getAsBoolean() || System.nanoTime() > end) {
                    throw new AssertionError(what + " is not there: " + e, e);
                }
            }
            new CountDownLatch(1).await(PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }
}
