package io.trivium.deploy.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a number of connections whose requests never become whole, in equal parts: without a byte, with a head that
 * grows by a header a second, and with a body that grows by a byte a second. One that the server closes is opened again
 * within a second. Thread-safe.
 */
final class HalfOpenConnections implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final byte[] HEAD = ascii("GET /v1/decisions HTTP/1.1\r\nHost: localhost\r\n");
    private static final byte[] HEADER = ascii("X-Slow: a\r\n");
    private static final byte[] BODY = ascii("POST /v1/authorizations HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{");
    private static final byte[] BYTE = ascii(" ");

    /** A connection and what it sends first and then each second. */
    private static final class Half {
        private final byte[] begin;
        private final byte[] more;
        private SocketChannel channel;

        private Half(InetSocketAddress server, byte[] begin, byte[] more) throws IOException {
            this.begin = begin;
            this.more = more;
            this.channel = open(server);
        }

        private SocketChannel open(InetSocketAddress server) throws IOException {
            SocketChannel opened = SocketChannel.open(server);
            opened.write(ByteBuffer.wrap(begin));
            opened.configureBlocking(false);
            return opened;
        }
    }

    private final InetSocketAddress server;
    private final List<Half> all = new ArrayList<>();
    private final Thread keeper;
    private boolean ended;
    private int least;
    private int closed;
    private int serverErrors;

    /** Opens all. */
    HalfOpenConnections(int port, int number) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < number; i++) {
            all.add(
                    switch (i % 3) {
                        case 0 -> new Half(server, new byte[0], new byte[0]);
                        case 1 -> new Half(server, HEAD, HEADER);
                        default -> new Half(server, BODY, BYTE);
                    });
        }
        least = number;
        keeper = Thread.ofPlatform().name("half-open").daemon().start(this::keep);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void keep() {
        try {
            do {
                TimeUnit.MILLISECONDS.sleep(ROUND.toMillis());
            } while (checkAll());
        } catch (InterruptedException _) {
            // The end.
        }
    }

    private synchronized boolean checkAll() {
        if (ended) return false;
        int open = 0;
        for (Half half : all) open += check(half) ? 1 : 0;
        least = Math.min(least, open);
        return true;
    }

    /** Whether it was still open; sends more, or opens it again. */
    private boolean check(Half half) {
        try {
            ByteBuffer answer = ByteBuffer.allocate(512);
            if (half.channel.read(answer) >= 0) {
                if (StandardCharsets.US_ASCII.decode(answer.flip()).toString().startsWith("HTTP/1.1 5")) serverErrors++;
                half.channel.write(ByteBuffer.wrap(half.more));
                return true;
            }
        } catch (IOException _) {
            // Reset by the server.
        }
        closed++;
        try {
            half.channel.close();
            half.channel = half.open(server);
        } catch (IOException _) {
            // The next round tries again.
        }
        return false;
    }

    /** The lowest number that was open at one of the checks, once a second. */
    synchronized int least() {
        return least;
    }

    /** How often the server closed one. */
    synchronized int closed() {
        return closed;
    }

    /** Answers of 500 and above. */
    synchronized int serverErrors() {
        return serverErrors;
    }

    @Override
    public synchronized void close() throws IOException {
        ended = true;
        keeper.interrupt();
        for (Half half : all) half.channel.close();
    }
}
