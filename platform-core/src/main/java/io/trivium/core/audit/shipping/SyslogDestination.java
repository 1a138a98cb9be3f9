package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends entries as syslog over TLS (RFC 5425). The protocol has no acknowledgement, so each batch has a connection of its own, which
 * this side ends after the last entry: only when the receiver then ends its side in order has it read everything. An operating
 * system answers with a reset instead where a process ended before it had read all. Whether the receiver keeps what it has read is
 * beyond the protocol.
 */
final class SyslogDestination implements Destination {
    static final String NAME = "syslog";

    /** A batch may take that many times the limit of one answer. */
    private static final int BATCH_TIMEOUTS = 6;

    private final String host;
    private final int port;
    private final SSLSocketFactory tls;
    private final SyslogMessage message;
    private final Duration timeout;

    SyslogDestination(String host, int port, SSLSocketFactory tls, SyslogMessage message, Duration timeout) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.message = message;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String location() {
        return host + ":" + port;
    }

    @Override
    public boolean collects() {
        return false;
    }

    @Override
    public ShippingCursor ship(ShippingCursor cursor, List<AuditEntry> entries) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            closeLater(plain, done);
            try (SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 14);
                for (AuditEntry entry : entries) {
                    out.write(message.frame(entry));
                }
                out.flush();
                socket.shutdownOutput();
                awaitEnd(socket.getInputStream());
            }
        } finally {
            done.countDown();
        }
        return cursor.after(entries.getLast(), 0);
    }

    /** A receiver sends nothing; the end of its side is the confirmation, and everything else an exception. */
    private static void awaitEnd(InputStream in) throws IOException {
        byte[] ignored = new byte[256];
        while (in.read(ignored) >= 0) {
            // RFC 5425 has no messages of receivers.
        }
    }

    /** A write to a receiver that does not read has no time limit of its own. */
    private void closeLater(Socket socket, CountDownLatch done) {
        Thread.ofVirtual().name("audit-shipping-limit").start(() -> {
            try {
                if (!done.await(timeout.toMillis() * BATCH_TIMEOUTS, TimeUnit.MILLISECONDS)) socket.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException("a socket that cannot be closed is closed already", e);
            }
        });
    }
}
