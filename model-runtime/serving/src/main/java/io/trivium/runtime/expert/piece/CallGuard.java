package io.trivium.runtime.expert.piece;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches the native calls of one thread at a time, so that another can end one that takes too long. ONNX Runtime
 * checks the request to end between two nodes of a graph; a single node that hangs cannot be ended.
 */
public final class CallGuard implements AutoCloseable {
    private static final long IDLE = 0;
    private static final long ENDED = -1;

    private final OrtSession.RunOptions options;
    private final AtomicLong started = new AtomicLong(IDLE);

    public CallGuard() {
        try {
            options = new OrtSession.RunOptions();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime gave no run options", e);
        }
    }

    public OrtSession.RunOptions options() {
        return options;
    }

    /** A call begins. */
    public void begin() {
        long now = System.nanoTime();
        started.set(now == IDLE || now == ENDED ? 1 : now);
    }

    /** The call is over; whether it was made to end. */
    public boolean end() {
        long since = started.get();
        if (since != ENDED && started.compareAndSet(since, IDLE)) return false;
        synchronized (this) {
            try {
                options.setTerminate(false);
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime could not be resumed", e);
            }
            started.set(IDLE);
        }
        return true;
    }

    /** Ends the call if it has run longer than the limit. */
    public synchronized void check(long now, long limitNanos) {
        long since = started.get();
        if (since == IDLE || since == ENDED || now - since <= limitNanos) return;
        if (!started.compareAndSet(since, ENDED)) return;
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not be terminated", e);
        }
    }

    /** Not while a call runs. */
    @Override
    public void close() {
        options.close();
    }
}
