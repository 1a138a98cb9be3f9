package io.trivium.deploy.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Repeats an action until it is ended; a failed attempt is tried again the next time. For one thread. */
final class Repeated {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    Repeated(String name, Duration interval, Cause.Deed deed) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> {
            try {
                do {
                    attempt(deed);
                } while (!ended.await(interval.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void begin() {
        thread.start();
    }

    /** Returns when it is over. */
    void end() throws InterruptedException {
        ended.countDown();
        thread.join();
    }

    private static void attempt(Cause.Deed deed) throws InterruptedException {
        try {
            deed.run();
        } catch (IOException _) {
            // The alert that is not raised reports it.
        }
    }
}
