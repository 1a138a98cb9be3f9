package io.trivium.deploy.standalone;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a state of a process. */
final class Await {
    private static final int PAUSE_MS = 300;

    private Await() {}

    /** Throws while it is not so. */
    @FunctionalInterface
    interface Probe {
        void run() throws Exception;
    }

    /** As {@link #until(String, BooleanSupplier, Duration, Probe)}, for a process that does not end. */
    static void until(String what, Duration limit, Probe probe) throws InterruptedException {
        until(what, () -> true, limit, probe);
    }

    /**
     * Repeats a check until it passes.
     *
     * @param alive whether the process to wait for still runs
     * @throws AssertionError with the last failure, when the time is over or the process has ended
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
