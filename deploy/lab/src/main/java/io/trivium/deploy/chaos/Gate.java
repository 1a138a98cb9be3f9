package io.trivium.deploy.chaos;

import java.time.Duration;

/** The mode of a link, and waits that a change of it ends. Thread-safe. */
final class Gate {
    private Mode mode = new Mode.Pass();
    private boolean closed;

    synchronized Mode mode() {
        return mode;
    }

    synchronized void set(Mode next) {
        mode = next;
        notifyAll();
    }

    /** Ends all waits for good. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** The mode, once the link is not clogged. */
    synchronized Mode awaitUnclogged() throws InterruptedException {
        while (mode instanceof Mode.Clog && !closed) wait();
        return mode;
    }

    /** Waits for the given time, or until the mode changes. */
    synchronized void pause(Duration time, Mode during) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !closed && mode.equals(during); left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
