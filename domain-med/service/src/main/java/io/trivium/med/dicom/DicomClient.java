package io.trivium.med.dicom;

import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateAccept;
import io.trivium.med.dicom.association.AssociateDecoder;
import io.trivium.med.dicom.association.AssociateEncoder;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationAbortedException;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.DicomProtocolException;
import io.trivium.med.dicom.association.DicomProtocolException.AbortReason;
import io.trivium.med.dicom.association.PduType;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import io.trivium.med.dicom.association.Rejection;
import io.trivium.med.dicom.association.SocketGuard;
import io.trivium.med.dicom.association.TimedInput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens associations to peers. Thread-safe. */
public final class DicomClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MOST_CONTEXTS = 128;

    private final AeTitle ownAe;
    private final AssociationLimits limits;
    private final Optional<SSLContext> tls;
    private final OutboundAddresses outbound;
    private final SocketGuard guard = new SocketGuard();

    /** A client that reaches managed peers at public addresses only. */
    public DicomClient(AeTitle ownAe, AssociationLimits limits, Optional<SSLContext> tls) {
        this(ownAe, limits, tls, OutboundAddresses.publicOnly());
    }

    /**
     * A client of a node.
     *
     * @param tls for peers that need it; empty if none does
     * @param outbound says where managed peers may be
     */
    public DicomClient(AeTitle ownAe, AssociationLimits limits, Optional<SSLContext> tls, OutboundAddresses outbound) {
        this.ownAe = ownAe;
        this.limits = limits;
        this.tls = tls;
        this.outbound = outbound;
    }

    /**
     * A class to propose.
     *
     * @param transferSyntaxes each in a context of its own when the order matters to the caller
     */
    public record Proposal(String abstractSyntax, List<String> transferSyntaxes) {
        public Proposal {
            transferSyntaxes = List.copyOf(transferSyntaxes);
        }
    }

    /** As {@link #open(Peer, List, List)}, without roles. */
    public Association open(Peer peer, List<Proposal> proposals) throws IOException {
        return open(peer, proposals, List.of());
    }

    /**
     * Opens an association.
     *
     * @param proposals at most 128
     * @throws AssociationRejectedException the peer said no
     * @throws IOException the peer cannot be reached, or did not answer as PS3.8 says
     */
    public Association open(Peer peer, List<Proposal> proposals, List<RoleSelection> roles) throws IOException {
        PeerAddress address = peer.address()
                .orElseThrow(() -> new IOException("peer " + peer.name() + " has no address (platform.med.dicom.peers."
                        + peer.name() + ".address)"));
        if (proposals.isEmpty() || proposals.size() > MOST_CONTEXTS) {
            throw new IllegalArgumentException("an association has 1 to 128 presentation contexts");
        }
        Socket socket = connect(peer, address);
        boolean established = false;
        ScheduledFuture<?> artim = guard.closeAfter(socket, limits.negotiation().multipliedBy(2));
        try {
            Association association = negotiate(socket, peer, proposals, roles);
            established = true;
            return association;
        } finally {
            artim.cancel(false);
            if (!established) SocketGuard.closeQuietly(socket);
        }
    }

    private Socket connect(Peer peer, PeerAddress address) throws IOException {
        Socket plain = new Socket();
        boolean connected = false;
        try {
            InetSocketAddress to = address.isManaged()
                    ? outbound.resolve(address.host(), address.port())
                    : new InetSocketAddress(address.host(), address.port());
            plain.connect(to, (int) CONNECT.toMillis());
            plain.setTcpNoDelay(true);
            if (!peer.tls()) {
                connected = true;
                return plain;
            }
            SSLContext context = tls.orElseThrow(() -> new IOException(
                    "peer " + peer.name() + " needs TLS, and platform.med.dicom.tls.key-store is not set"));
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, address.host(), address.port(), true);
            secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            if (peer.certificateSha256().isEmpty()) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
            }
            secure.setSoTimeout((int) limits.negotiation().toMillis());
            secure.startHandshake();
            Optional<String> expected = peer.certificateSha256();
            if (expected.isPresent()
                    && !(secure.getSession().getPeerCertificates()[0]
                                    instanceof java.security.cert.X509Certificate shown
                            && AccessList.fingerprint(shown).equals(expected.orElseThrow()))) {
                throw new IOException("peer " + peer.name() + " shows another certificate than is configured");
            }
            connected = true;
            return secure;
        } finally {
            if (!connected) SocketGuard.closeQuietly(plain);
        }
    }

    private Association negotiate(Socket socket, Peer peer, List<Proposal> proposals, List<RoleSelection> roles)
            throws IOException {
        TimedInput in = new TimedInput(socket);
        List<ProposedContext> contexts = new ArrayList<>();
        for (Proposal proposal : proposals) {
            contexts.add(new ProposedContext(
                    contexts.size() * 2 + 1, proposal.abstractSyntax(), proposal.transferSyntaxes()));
        }
        AssociateRequest request = new AssociateRequest(
                1,
                peer.aeTitle().value(),
                ownAe.value(),
                Uids.APPLICATION_CONTEXT,
                contexts,
                limits.maxPduLength(),
                Uids.IMPLEMENTATION_CLASS,
                Uids.IMPLEMENTATION_VERSION,
                roles);
        socket.getOutputStream().write(AssociateEncoder.encode(request));
        in.within(limits.negotiation());
        byte[] head = in.readNBytes(6);
        if (head.length < 6) {
            throw new AssociationAbortedException("the peer closed the connection instead of answering");
        }
        long length = ByteBuffer.wrap(head).getInt(2) & 0xFFFFFFFFL;
        if (length > AssociateDecoder.LONGEST) {
            throw new DicomProtocolException(AbortReason.INVALID_PARAMETER, "the peer's answer is too long");
        }
        byte[] value = in.readNBytes((int) length);
        if (value.length < length) {
            throw new AssociationAbortedException("the peer closed the connection within its answer");
        }
        return switch (head[0]) {
            case PduType.ASSOCIATE_ACCEPT -> {
                AssociateAccept accept = AssociateDecoder.accept(value);
                yield new Association(
                        socket,
                        in,
                        guard,
                        limits,
                        request.callingAe(),
                        request.calledAe(),
                        Negotiation.agreed(request, accept.contexts()),
                        accept.maxPduLength());
            }
            case PduType.ASSOCIATE_REJECT ->
                throw new AssociationRejectedException(
                        value.length < 4 ? Rejection.NO_REASON : new Rejection(value[1], value[2], value[3]));
            case PduType.ABORT -> throw new AssociationAbortedException("the peer aborted instead of answering");
            default ->
                throw new DicomProtocolException(
                        AbortReason.UNEXPECTED_PDU, "the peer did not answer the association request");
        };
    }

    @Override
    public void close() {
        guard.close();
    }
}
