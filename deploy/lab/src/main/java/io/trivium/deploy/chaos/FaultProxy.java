package io.trivium.deploy.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on loopback that disturbs the data that passes. TCP never loses a byte in the midst of a stream: a
 * connection that did, in a black hole or half open, is reset when the link passes again. Thread-safe.
 */
final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Random random;
    private final Gate gate = new Gate();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Listens, and passes all data.
     *
     * @param port to listen at; 0 for any
     * @param target port of the server, which need not run yet
     * @param seed of slices and jitter
     */
    FaultProxy(int port, int target, long seed) throws IOException {
        this.listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), target);
        this.random = new Random(seed);
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    Mode mode() {
        return gate.mode();
    }

    /** From now on the link behaves so. */
    void set(Mode mode) {
        gate.set(mode);
        connections.stream()
                .filter(connection -> mode instanceof Mode.Cut || connection.isSpoiled())
                .forEach(ProxiedConnection::reset);
    }

    /** Connections that are open now. */
    int connections() {
        return connections.size();
    }

    /** Connections accepted so far. */
    long accepted() {
        return accepted.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                take(listener.accept());
            } catch (IOException | RejectedExecutionException _) {
                // Closed, or the client disconnected at once.
            }
        }
    }

    private void take(Socket client) {
        accepted.incrementAndGet();
        ProxiedConnection connection = new ProxiedConnection(client, gate, random, connections::remove);
        connections.add(connection);
        if (gate.mode() instanceof Mode.Cut || listener.isClosed()) {
            connection.reset();
            connections.remove(connection);
        } else {
            connection.start(threads, target);
        }
    }

    /** Resets open connections and returns when no thread is left. */
    @Override
    public void close() throws IOException {
        listener.close();
        gate.close();
        connections.forEach(ProxiedConnection::reset);
        threads.close();
    }
}
