package io.trivium.med.report;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.util.Terser;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Sends HL7 v2 messages over MLLP, each on a connection of its own, and waits for the acknowledgement. */
public final class MllpClient {
    private static final int LONGEST_REPLY = 1 << 16;

    private final InetSocketAddress peer;
    private final Duration timeout;
    private final Optional<SSLContext> tls;

    /**
     * A client of one receiver.
     *
     * @param timeout for connecting and for the answer, each
     * @param tls with this side's certificate; the receiver's must be of the host's name. Empty for plain TCP
     */
    public MllpClient(InetSocketAddress peer, Duration timeout, Optional<SSLContext> tls) {
        this.peer = peer;
        this.timeout = timeout;
        this.tls = tls;
    }

    /** The reply of the receiver. */
    public sealed interface Reply {
        record Accepted() implements Reply {}

        /** Refused permanently, so that sending it again is useless (AR, CR), or for now (AE, CE). */
        record Refused(boolean forGood, String text) implements Reply {}
    }

    /**
     * Sends one message.
     *
     * @throws IOException where no acknowledgement came, so that it is not known whether the message was taken
     */
    public Reply send(String message) throws IOException {
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket plain = new Socket()) {
            plain.connect(peer, millis);
            plain.setSoTimeout(millis);
            Socket socket = tls.isPresent() ? secured(tls.orElseThrow(), plain) : plain;
            Mllp.write(socket.getOutputStream(), Mllp.utf8(message));
            byte[] reply = Mllp.read(Mllp.buffered(socket.getInputStream()), LONGEST_REPLY)
                    .orElseThrow(() -> new EOFException("the receiver closed without an acknowledgement"));
            return parse(new String(reply, StandardCharsets.UTF_8));
        }
    }

    private Socket secured(SSLContext context, Socket plain) throws IOException {
        SSLSocket secure =
                (SSLSocket) context.getSocketFactory().createSocket(plain, peer.getHostString(), peer.getPort(), true);
        secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static Reply parse(String text) throws IOException {
        try {
            Terser terser = new Terser(Hl7.parse(text));
            String code = String.valueOf(terser.get("/.MSA-1"));
            return switch (code) {
                case "AA", "CA" -> new Reply.Accepted();
                case "AR", "CR" -> new Reply.Refused(true, code);
                case "AE", "CE" -> new Reply.Refused(false, code);
                default -> throw new IOException("an acknowledgement without its code");
            };
        } catch (HL7Exception e) {
            throw new IOException("the answer is no HL7 acknowledgement", e);
        }
    }
}
