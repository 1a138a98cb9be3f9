package io.trivium.core.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers of tests that are stopped and come back on the same port. They lie below the ports from which Linux
 * takes those of outgoing connections (32768 and more), so that nobody has one while its server is down: not even a client
 * that tries to reach the server and would else be connected with itself.
 */
public final class FreePorts {
    private static final int FIRST = 10_240;
    private static final int END = 20_000;
    private static final int MOST_TRIES = 1_000;

    private FreePorts() {}

    /** A port that nobody listens on now; one that was handed out may come again while nobody does. */
    public static int next() {
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException _) {
                // in use: another one
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " to " + END + " is free");
    }
}
