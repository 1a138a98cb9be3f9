package io.trivium.industrial;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process brings about. */
public final class Waiting {
    private static final long WITHIN_SECONDS = 60;

    private Waiting() {}

    /** Returns once it is true, and fails after a minute. */
    public static void until(String what, BooleanSupplier isTrue) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
        while (!isTrue.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("not within a minute: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
