package io.trivium.deploy.chaos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client's connection and the one behind it to the server; ended with the second of its directions. */
final class ProxiedConnection {
    private static final int CONNECT_MS = 5_000;

    private final Socket client;
    private final Socket server = new Socket();
    private final Pump toServer;
    private final Pump toClient;
    private final Consumer<ProxiedConnection> ended;
    private final AtomicInteger open = new AtomicInteger(2);

    ProxiedConnection(Socket client, Gate gate, Random random, Consumer<ProxiedConnection> ended) {
        this.client = client;
        this.ended = ended;
        this.toServer = new Pump(gate, Direction.TO_SERVER, new Random(random.nextLong()));
        this.toClient = new Pump(gate, Direction.TO_CLIENT, new Random(random.nextLong()));
    }

    /** Connects and forwards; returns at once. */
    void start(ExecutorService threads, InetSocketAddress target) {
        threads.execute(() -> {
            try {
                server.connect(target, CONNECT_MS);
                server.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                threads.execute(() -> carry(toClient, server, client));
            } catch (IOException | RejectedExecutionException _) {
                reset();
                ended.accept(this);
                return;
            }
            carry(toServer, client, server);
        });
    }

    /** Whether bytes were lost in it: it is of no use when the link passes again. */
    boolean isSpoiled() {
        return toServer.isSpoiled() || toClient.isSpoiled();
    }

    /** Ends both sides without a farewell. */
    void reset() {
        reset(client);
        reset(server);
    }

    private void carry(Pump pump, Socket from, Socket to) {
        try {
            pump.carry(from, to);
        } catch (IOException _) {
            reset();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            reset();
        }
        if (open.decrementAndGet() == 0) {
            close(client);
            close(server);
            ended.accept(this);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // It is closed already.
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // There is no work left.
        }
    }
}
