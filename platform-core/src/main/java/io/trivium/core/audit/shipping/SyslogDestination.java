package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends entries as syslog over TLS (RFC 5425). The protocol has no acknowledgement, so each batch has a connection of its own, which
 * this side ends after the last entry: only when the receiver then ends its side in order has it read everything. An operating
 * system answers with a reset instead where a process ended before it had read all. A receiver that ends may not have kept what it
 * has read. So one more connection stays open; when it is found ended, or a batch failed, the entries of the last minute, of all
 * chains and at most 10,000, are sent again before the next ones. Receivers remove duplicates by chain and sequence number. Used by
 * one thread at a time.
 */
final class SyslogDestination implements Destination {
    static final String NAME = "syslog";

    /** A batch may take that many times the limit of one answer. */
    private static final int BATCH_TIMEOUTS = 6;

    /** A receiver that still runs so long after it has read entries is taken to have kept them. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final int MOST_RECENT = 10_000;

    /** Entries of a chain that were confirmed, with the time of it. */
    private record Sent(long nanos, List<AuditEntry> entries) {}

    /** Of all chains, the oldest first. */
    private final Deque<Sent> recent = new ArrayDeque<>();

    private boolean repeat;
    private @Nullable SSLSocket witness;

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
        try {
            if (witness == null || hasEnded(witness)) {
                repeat = true;
                close();
                witness = connect(new Socket());
            }
            List<List<AuditEntry>> batches = new ArrayList<>();
            if (repeat) recent.forEach(sent -> batches.add(sent.entries));
            batches.add(List.copyOf(entries));
            send(batches);
            // What was sent again counts as sent now: the receiver may end again before it has kept it.
            if (repeat) recent.clear();
            repeat = false;
            remember(batches);
        } catch (IOException e) {
            repeat = true;
            throw e;
        }
        return cursor.after(entries.getLast(), 0);
    }

    private void remember(List<List<AuditEntry>> batches) {
        long now = System.nanoTime();
        batches.forEach(entries -> recent.addLast(new Sent(now, entries)));
        int count = recent.stream().mapToInt(sent -> sent.entries.size()).sum();
        while (recent.size() > 1 && (count > MOST_RECENT || now - recent.getFirst().nanos > KEPT.toNanos())) {
            count -= recent.removeFirst().entries.size();
        }
    }

    private void send(List<List<AuditEntry>> batches) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        try (Socket plain = new Socket()) {
            closeLater(plain, done);
            try (SSLSocket socket = connect(plain)) {
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 14);
                for (List<AuditEntry> entries : batches) {
                    for (AuditEntry entry : entries) out.write(message.frame(entry));
                }
                out.flush();
                socket.shutdownOutput();
                awaitEnd(socket.getInputStream());
            }
        } finally {
            done.countDown();
        }
    }

    private SSLSocket connect(Socket plain) throws IOException {
        try {
            plain.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            plain.setKeepAlive(true);
            SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** A process that ends closes its connections; one that runs sends nothing. */
    private static boolean hasEnded(SSLSocket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        SSLSocket open = witness;
        witness = null;
        if (open != null) open.close();
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
