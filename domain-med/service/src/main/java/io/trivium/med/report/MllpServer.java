package io.trivium.med.report;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import io.trivium.med.dicom.association.SocketGuard;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jboss.logging.Logger;

/**
 * Takes HL7 v2 messages over MLLP, one virtual thread a connection. A message is acknowledged (AA) after the handler returned.
 * Every other one is refused with a code of HL7 table 0357 and a sentence in ERR: AE where it may be sent again once corrected, AR
 * where its type or event is not processed. Every acknowledgement has a control id of its own. Peers outside the allow list are
 * closed before a byte is read.
 */
public final class MllpServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MllpServer.class);

    /** Takes a message durably before it returns; called again with the same message when the sender repeats it. */
    public interface Handler {
        /**
         * Takes the message.
         *
         * @param text what arrived, decoded by MSH-18
         * @throws HL7Exception to have it refused; the message is the sentence for the sender, and error codes 200 to 203 refuse it for
         *     good (AR)
         */
        void take(String text) throws HL7Exception;
    }

    /**
     * Limits of the server.
     *
     * @param maxMessageBytes of one message
     * @param maxConnections open at a time; more are closed at once
     * @param idle silence, within or between messages, after which a connection is closed
     */
    public record Limits(int maxMessageBytes, int maxConnections, Duration idle) {
        public static final Limits DEFAULT = new Limits(1 << 20, 32, Duration.ofSeconds(60));
    }

    private final ServerSocket socket;
    private final Limits limits;
    private final Predicate<InetSocketAddress> allowed;
    private final Handler handler;
    private final Semaphore free;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * Listens at once.
     *
     * @param address with port 0 for any that is free
     * @param tls with a client certificate needed; empty for plain TCP
     * @param allowed decides on each peer's address
     */
    public MllpServer(
            InetSocketAddress address,
            Limits limits,
            Optional<SSLContext> tls,
            Predicate<InetSocketAddress> allowed,
            Handler handler)
            throws IOException {
        this.socket =
                tls.isPresent() ? tls.orElseThrow().getServerSocketFactory().createServerSocket() : new ServerSocket();
        if (socket instanceof SSLServerSocket secure) {
            secure.setNeedClientAuth(true);
            secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        }
        this.limits = limits;
        this.allowed = allowed;
        this.handler = handler;
        this.free = new Semaphore(limits.maxConnections());
        socket.bind(address);
        Thread.ofVirtual().name("mllp-accept").start(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Where it listens: the address asked for, with the port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket peer = socket.accept();
                boolean admitted = allowed.test((InetSocketAddress) peer.getRemoteSocketAddress()) && free.tryAcquire();
                if (!admitted) {
                    peer.close();
                    continue;
                }
                open.add(peer);
                // It may have been accepted while the server closed, too late for its list.
                if (socket.isClosed()) SocketGuard.cut(peer);
                Thread.ofVirtual().name("mllp").start(() -> serve(peer));
            } catch (IOException e) {
                if (!socket.isClosed()) LOG.warn("An HL7 connection could not be accepted", e);
            }
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            peer.setSoTimeout(Math.toIntExact(limits.idle().toMillis()));
            BufferedInputStream in = Mllp.buffered(peer.getInputStream());
            Optional<byte[]> message = Mllp.read(in, limits.maxMessageBytes());
            while (message.isPresent()) {
                byte[] bytes = message.orElseThrow();
                Mllp.write(peer.getOutputStream(), reply(bytes).getBytes(Hl7.replyCharset(bytes)));
                message = Mllp.read(in, limits.maxMessageBytes());
            }
        } catch (IOException e) {
            LOG.infof("An HL7 connection was closed: %s", e.getMessage());
        } finally {
            open.remove(peer);
            free.release();
        }
    }

    private String reply(byte[] bytes) throws IOException {
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            Message header;
            try {
                header = Hl7.parse(latin);
            } catch (HL7Exception e) {
                LOG.infof(
                        "An HL7 message was refused: it cannot be parsed (%s)",
                        e.getClass().getSimpleName());
                return Hl7.unreadable(latin, e);
            }
            try {
                handler.take(Hl7.decode(bytes));
                return Hl7.accepted(header);
            } catch (HL7Exception e) {
                LOG.infof("An HL7 message was refused: %s", e.getMessage());
                return Hl7.refused(header, e);
            } catch (RuntimeException e) {
                LOG.error("An HL7 message could not be taken", e);
                return Hl7.refused(header, new HL7Exception("The message could not be stored; send it again later."));
            }
        } catch (HL7Exception e) {
            throw new IOException("no acknowledgement could be made: " + e.getMessage(), e);
        }
    }

    /** Stops listening and cuts every connection; a sender that gets no acknowledgement repeats its message. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(SocketGuard::cut);
        }
    }
}
