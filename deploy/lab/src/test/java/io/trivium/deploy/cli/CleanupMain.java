package io.trivium.deploy.cli;

import io.trivium.deploy.bench.Cleanup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A program with cleanup work: runs until it is requested to end or, with an argument, ends on its own. */
public final class CleanupMain {
    public static final String READY = "ready";
    public static final String PUT_AWAY = "put away";

    private static final long PUTTING_AWAY_NANOS = 300_000_000;

    private CleanupMain() {}

    private record Work() implements AutoCloseable {
        @Override
        public void close() {
            long until = System.nanoTime() + PUTTING_AWAY_NANOS;
            for (long left = PUTTING_AWAY_NANOS; left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            System.out.println(PUT_AWAY);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (Cleanup _ = Cleanup.onSignal();
                Work _ = new Work()) {
            System.out.println(READY);
            if (arguments.length == 0) new CountDownLatch(1).await(); // for a signal, which interrupts it
        }
    }
}
