package io.trivium.deploy.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Answers every byte with itself. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();

    EchoServer() throws IOException {
        threads.execute(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    sockets.add(socket);
                    threads.execute(() -> echo(socket));
                }
            } catch (IOException _) {
                // Closed.
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The received bytes. */
    long received() {
        return received.get();
    }

    private void echo(Socket socket) {
        byte[] buffer = new byte[4096];
        try (socket) {
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                received.addAndGet(read);
                socket.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException _) {
            // Reset.
        } finally {
            sockets.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) socket.close();
        threads.close();
    }
}
