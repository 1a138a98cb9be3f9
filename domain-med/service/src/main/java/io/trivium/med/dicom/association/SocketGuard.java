package io.trivium.med.dicom.association;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes sockets whose peers do not take what is written to them: Java has no time limit for a blocking write. One
 * thread for all. Thread-safe.
 */
public final class SocketGuard implements AutoCloseable {

    private final ScheduledExecutorService timer;

    public SocketGuard() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("dicom-guard").daemon().factory());
        executor.setRemoveOnCancelPolicy(true);
        this.timer = executor;
    }

    /** Cuts the socket after this time unless the answer is cancelled before. */
    public ScheduledFuture<?> closeAfter(Socket socket, Duration limit) {
        return timer.schedule(() -> cut(socket), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    public static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is not used any further in either case.
        }
    }

    /**
     * Closes the socket at once, from any thread, and drops what is not sent. A plain close of a TLS connection waits for a write that
     * its peer does not take, and for input.
     */
    public static void cut(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(1);
        } catch (IOException e) {
            // It is not used any further in either case.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
