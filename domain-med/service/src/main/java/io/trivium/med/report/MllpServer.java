package io.trivium.med.report;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jboss.logging.Logger;

/**
 * Takes HL7 v2 messages over MLLP, one virtual thread a connection. A message is acknowledged (AA) after the handler returned,
 * refused (AE) where it cannot be read, so that the sender keeps what was not taken. Peers outside the allow list are closed
 * before a byte is read.
 */
public final class MllpServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MllpServer.class);

    /** Takes a message durably before it returns; called again with the same message when the sender repeats it. */
    public interface Handler {
        /** Takes the message, or throws to have it refused; {@code text} is what arrived, decoded. */
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
                Charset charset = charset(message.orElseThrow());
                String reply = reply(new String(message.orElseThrow(), charset));
                Mllp.write(peer.getOutputStream(), reply.getBytes(charset));
                message = Mllp.read(in, limits.maxMessageBytes());
            }
        } catch (IOException e) {
            LOG.infof("An HL7 connection was closed: %s", e.getMessage());
        } finally {
            open.remove(peer);
            free.release();
        }
    }

    private String reply(String text) {
        try {
            Message message = ImagingOrder.message(text);
            try {
                handler.take(text);
                return message.generateACK().encode();
            } catch (HL7Exception e) {
                return message.generateACK(AcknowledgmentCode.AE, e).encode();
            } catch (RuntimeException e) {
                LOG.error("An HL7 message could not be taken", e);
                return message.generateACK(AcknowledgmentCode.AE, new HL7Exception("not taken; send it again later"))
                        .encode();
            }
        } catch (HL7Exception | IOException | RuntimeException e) {
            LOG.infof(
                    "Something that is no HL7 message was refused (%s)",
                    e.getClass().getSimpleName());
            return "MSH|^~\\&|TRIVIUM||||||ACK|0|P|2.5\rMSA|AR||not an HL7 v2 message\r";
        }
    }

    /** MSH-18 (HL7 table 0211); ASCII's superset Latin 1 where it says nothing, so that no byte is lost. */
    static Charset charset(byte[] message) {
        String header = new String(message, 0, Math.min(message.length, 2048), StandardCharsets.ISO_8859_1);
        int end = header.indexOf('\r');
        String[] fields = (end < 0 ? header : header.substring(0, end))
                .split(header.length() > 3 ? Pattern.quote(header.substring(3, 4)) : "\\|", -1);
        String name = fields.length > 17 ? fields[17].toUpperCase(Locale.ROOT).split("~", -1)[0] : "";
        return switch (name) {
            case "UNICODE UTF-8", "UNICODE", "UTF-8" -> StandardCharsets.UTF_8;
            case "GB 18030-2000", "GB18030" -> Charset.forName("GB18030");
            case "", "ASCII" -> StandardCharsets.ISO_8859_1;
            default -> named(name.replace("8859/", "ISO-8859-"));
        };
    }

    private static Charset named(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket peer : open) peer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
