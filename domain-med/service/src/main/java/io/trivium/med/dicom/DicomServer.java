package io.trivium.med.dicom;

import io.trivium.med.dicom.AccessList.Decision;
import io.trivium.med.dicom.AssociationObserver.Outcome;
import io.trivium.med.dicom.association.AssociateAccept;
import io.trivium.med.dicom.association.AssociateDecoder;
import io.trivium.med.dicom.association.AssociateEncoder;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationAbortedException;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.DicomProtocolException;
import io.trivium.med.dicom.association.DicomProtocolException.AbortReason;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.PduType;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Rejection;
import io.trivium.med.dicom.association.SocketGuard;
import io.trivium.med.dicom.association.TimedInput;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Accepts associations, one virtual thread each. A request is decided by the {@link AccessList} before anything is agreed;
 * connections above the limits are refused with a transient rejection, and far above them closed without a word.
 * Thread-safe.
 */
public final class DicomServer implements AutoCloseable {

    private static final int BACKLOG = 256;
    /** Maximum number of connections from hosts without a peer that wait for their rejection. */
    private static final int STRANGERS = 32;

    private final Options options;
    private final Supplier<AccessList> access;
    private final Negotiation negotiation;
    private final AssociationObserver observer;
    private final InstantSource clock;
    private final SocketGuard guard = new SocketGuard();
    private final Semaphore associations;
    private final Semaphore connections;
    private final Semaphore strangers = new Semaphore(STRANGERS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listener;
    private volatile boolean closed;

    /**
     * The addresses and limits of the acceptor.
     *
     * @param port 0 for any free one
     * @param maxAssociations at once, of all peers
     * @param tls with a client certificate needed; empty for plain TCP
     */
    public record Options(
            InetAddress address, int port, int maxAssociations, AssociationLimits limits, Optional<SSLContext> tls) {}

    /** @param access the list of the moment; after a change of it, call {@link #endUnknown} */
    public DicomServer(
            Options options,
            Supplier<AccessList> access,
            List<DimseService> services,
            AssociationObserver observer,
            InstantSource clock) {
        this.options = options;
        this.access = access;
        this.negotiation = new Negotiation(services);
        this.observer = observer;
        this.clock = clock;
        this.associations = new Semaphore(options.maxAssociations());
        this.connections = new Semaphore(options.maxAssociations() * 2 + 16);
    }

    /** Listens, and returns the port. */
    public int start() throws IOException {
        ServerSocket socket = options.tls().isPresent()
                ? options.tls().orElseThrow().getServerSocketFactory().createServerSocket()
                : new ServerSocket();
        if (socket instanceof SSLServerSocket secure) {
            secure.setNeedClientAuth(true);
            secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        }
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(options.address(), options.port()), BACKLOG);
        listener = socket;
        Thread.ofPlatform().name("dicom-acceptor").daemon().start(() -> accept(socket));
        return socket.getLocalPort();
    }

    /** Associations open at this moment. */
    public int openAssociations() {
        return options.maxAssociations() - associations.availablePermits();
    }

    /** Whether the acceptor still takes connections. */
    public boolean isListening() {
        ServerSocket socket = listener;
        return socket != null && !socket.isClosed();
    }

    private void accept(ServerSocket socket) {
        while (!closed) {
            try {
                admit(socket.accept());
            } catch (SocketException e) {
                if (socket.isClosed()) return;
            } catch (IOException e) {
                // One connection that failed while it was made; the next may not.
            }
        }
    }

    private void admit(Socket socket) {
        InetAddress host = socket.getInetAddress();
        boolean known = access.get().isKnownHost(host);
        Semaphore room = known ? connections : strangers;
        if (!room.tryAcquire()) {
            SocketGuard.closeQuietly(socket);
            observer.abandoned(host, "too many connections");
            return;
        }
        open.add(socket);
        // It may have been accepted while the server closed, too late for its list.
        if (closed) SocketGuard.cut(socket);
        Thread.ofVirtual().name("dicom-" + host.getHostAddress()).start(() -> {
            try {
                serve(socket, host);
            } finally {
                open.remove(socket);
                SocketGuard.closeQuietly(socket);
                room.release();
            }
        });
    }

    private void serve(Socket socket, InetAddress host) {
        Session session;
        try {
            session = negotiate(socket, host);
        } catch (IOException e) {
            observer.abandoned(host, reason(e));
            return;
        }
        if (session == null) return;
        sessions.add(session);
        try {
            observer.opened(session);
            // The peer may have gone from the list after it was decided.
            if (!access.get().peers().contains(session.peer()))
                session.association().abort();
            observer.ended(session, converse(session));
        } finally {
            sessions.remove(session);
            associations.release();
            session.association().close();
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case SocketTimeoutException timeout -> "no association was asked for in time";
            case DicomProtocolException protocol -> String.valueOf(protocol.getMessage());
            default -> "the connection ended before an association was asked for";
        };
    }

    private @Nullable Session negotiate(Socket socket, InetAddress host) throws IOException {
        socket.setTcpNoDelay(true);
        ScheduledFuture<?> artim =
                guard.closeAfter(socket, options.limits().negotiation().multipliedBy(2));
        try {
            TimedInput in = new TimedInput(socket);
            in.within(options.limits().negotiation());
            Optional<X509Certificate> certificate = certificate(socket);
            AssociateRequest request;
            try {
                request = readRequest(in);
            } catch (DicomProtocolException e) {
                socket.getOutputStream().write(AssociateEncoder.encode(PduType.ABORT, 2, e.abortReason()));
                Association.linger(socket, in);
                throw e;
            }
            Decision decision = access.get().decide(request, host, socket instanceof SSLSocket, certificate);
            if (decision instanceof Decision.Refused refused) {
                reject(socket, in, request, host, refused.rejection(), refused.why());
                return null;
            }
            if (!associations.tryAcquire()) {
                reject(
                        socket,
                        in,
                        request,
                        host,
                        Rejection.LOCAL_LIMIT_EXCEEDED,
                        "as many associations as may be are open");
                return null;
            }
            boolean established = false;
            try {
                Session session = accept(socket, in, request, ((Decision.Admitted) decision).peer());
                established = true;
                return session;
            } finally {
                if (!established) associations.release();
            }
        } finally {
            artim.cancel(false);
        }
    }

    private Session accept(Socket socket, TimedInput in, AssociateRequest request, Peer peer) throws IOException {
        AssociateAccept answer = negotiation.answer(request, options.limits().maxPduLength());
        socket.getOutputStream().write(AssociateEncoder.encode(answer));
        Association association = new Association(
                socket,
                in,
                guard,
                options.limits(),
                request.callingAe(),
                request.calledAe(),
                Negotiation.agreed(request, answer.contexts()),
                request.maxPduLength());
        return new Session(association, peer, clock.instant());
    }

    private static Optional<X509Certificate> certificate(Socket socket) throws IOException {
        if (!(socket instanceof SSLSocket secure)) return Optional.empty();
        secure.setSoTimeout(10_000);
        secure.startHandshake();
        try {
            return secure.getSession().getPeerCertificates()[0] instanceof X509Certificate found
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static AssociateRequest readRequest(TimedInput in) throws IOException {
        byte[] head = in.readNBytes(6);
        if (head.length < 6) {
            throw new AssociationAbortedException("the connection ended before an association was asked for");
        }
        if (head[0] != PduType.ASSOCIATE_REQUEST) {
            throw new DicomProtocolException(
                    head[0] >= 1 && head[0] <= 7 ? AbortReason.UNEXPECTED_PDU : AbortReason.UNRECOGNIZED_PDU,
                    "the connection did not begin with an association request");
        }
        long length = java.nio.ByteBuffer.wrap(head).getInt(2) & 0xFFFFFFFFL;
        if (length > AssociateDecoder.LONGEST) {
            throw new DicomProtocolException(AbortReason.INVALID_PARAMETER, "the association request is too long");
        }
        byte[] value = in.readNBytes((int) length);
        if (value.length < length) {
            throw new AssociationAbortedException("the connection ended within the association request");
        }
        return AssociateDecoder.request(value);
    }

    private void reject(
            Socket socket, TimedInput in, AssociateRequest request, InetAddress host, Rejection rejection, String why)
            throws IOException {
        observer.refused(request, host, rejection, why);
        socket.getOutputStream().write(AssociateEncoder.encode(rejection));
        Association.linger(socket, in);
    }

    private Outcome converse(Session session) {
        Association association = session.association();
        try {
            Message message = association.receive();
            while (message != null) {
                handle(session, message);
                message = association.receive();
            }
            return Outcome.RELEASED;
        } catch (DicomProtocolException e) {
            association.abort(e);
            return Outcome.PROTOCOL_ERROR;
        } catch (SocketTimeoutException e) {
            association.abort();
            return Outcome.TIMED_OUT;
        } catch (IOException e) {
            return Outcome.ABORTED_BY_PEER;
        } catch (RuntimeException e) {
            observer.failed(session, e);
            association.abort();
            return Outcome.FAILED;
        } finally {
            negotiation.all().forEach(service -> service.ended(session));
        }
    }

    private void handle(Session session, Message message) throws IOException {
        Optional<DimseService> service = negotiation.service(message.context().abstractSyntax());
        if (service.isEmpty()) {
            throw new DicomProtocolException(AbortReason.INVALID_PARAMETER, "no service has this SOP class");
        }
        if (message.command().field() != Command.C_CANCEL_RQ)
            service.orElseThrow().handle(session, message);
        drain(message.data());
    }

    static void drain(InputStream data) throws IOException {
        byte[] dropped = new byte[16 * 1024];
        while (data.read(dropped, 0, dropped.length) >= 0) {
            // Dropped: the answer was given without it.
        }
    }

    /** Ends the associations of peers that are no longer in the list as they were. */
    void endUnknown() {
        List<Peer> known = access.get().peers();
        sessions.stream()
                .filter(session -> !known.contains(session.peer()))
                .forEach(session -> session.association().cut());
    }

    /** Stops listening and ends every association. */
    @Override
    public void close() {
        closed = true;
        ServerSocket socket = listener;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // The port is given back with the process.
            }
        }
        open.forEach(SocketGuard::cut);
        guard.close();
    }
}
