package io.trivium.core.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers of tests that are stopped and started again on the same port. They are below the range from which
 * Linux takes the ports of outgoing connections (32768 and more), so that no other process takes one while its server
 * is down: not even a client that tries to reach the server and would otherwise be connected to itself.
 */
public final class FreePorts {
    private static final int FIRST = 10_240;
    private static final int END = 20_000;
    private static final int MOST_TRIES = 1_000;

    private FreePorts() {}

    /** Returns a port on which no process currently listens; a port may be returned again while it is not in use. */
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
