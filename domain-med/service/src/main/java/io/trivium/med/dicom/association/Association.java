package io.trivium.med.dicom.association;

import io.trivium.med.dicom.association.DicomProtocolException.AbortReason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * An established association: messages in and out, release and abort (PS3.8 chapter 7). Memory does not depend on what
 * the peer sends: one command set and one buffer. Used by one thread at a time.
 */
public final class Association implements AutoCloseable {

    private static final int LARGEST_SENT = 256 * 1024;
    private static final int DEFAULT_SENT = 16 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private final Socket socket;
    private final TimedInput in;
    private final OutputStream out;
    private final SocketGuard guard;
    private final AssociationLimits limits;
    private final String callingAe;
    private final String calledAe;
    private final Map<Integer, PresentationContext> contexts;
    private final int sentPduLength;
    private final PDataInput input;
    private int lastMessageId;
    private boolean ended;

    public Association(
            Socket socket,
            TimedInput in,
            SocketGuard guard,
            AssociationLimits limits,
            String callingAe,
            String calledAe,
            Map<Integer, PresentationContext> contexts,
            long peerPduLength)
            throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
        this.guard = guard;
        this.limits = limits;
        this.callingAe = callingAe;
        this.calledAe = calledAe;
        this.contexts = Map.copyOf(contexts);
        this.sentPduLength = peerPduLength == 0 ? DEFAULT_SENT * 4 : Math.clamp(peerPduLength, 128, LARGEST_SENT);
        this.input = new PDataInput(in, limits);
    }

    public String callingAe() {
        return callingAe;
    }

    public String calledAe() {
        return calledAe;
    }

    /** Returns the address of the peer's end of the connection. */
    public InetSocketAddress remote() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    public Collection<PresentationContext> contexts() {
        return contexts.values();
    }

    public Optional<PresentationContext> context(String abstractSyntax, String transferSyntax) {
        return contexts.values().stream()
                .filter(context -> context.abstractSyntax().equals(abstractSyntax)
                        && context.transferSyntax().equals(transferSyntax))
                .findFirst();
    }

    /** An accepted context of this class, of whatever transfer syntax. */
    public Optional<PresentationContext> context(String abstractSyntax) {
        return contexts.values().stream()
                .filter(context -> context.abstractSyntax().equals(abstractSyntax))
                .findFirst();
    }

    /** A message id that was not used in this association lately. */
    public int nextMessageId() {
        lastMessageId = lastMessageId % 0xFFFF + 1;
        return lastMessageId;
    }

    /**
     * Returns the next message, or null when the peer requested release, which is then answered.
     *
     * @throws AssociationAbortedException the peer aborted or disconnected
     * @throws DicomProtocolException the peer violated the protocol
     */
    public @Nullable Message receive() throws IOException {
        return receive(limits.idle());
    }

    @Nullable
    Message receive(Duration wait) throws IOException {
        if (ended) return null;
        if (!input.nextMessage(wait)) {
            if (input.releaseAsked()) write(AssociateEncoder.encode(PduType.RELEASE_REPLY, 0, 0));
            ended = true;
            return null;
        }
        CommandSet command = input.command();
        PresentationContext context = contexts.get(input.contextId());
        if (context == null) {
            throw new DicomProtocolException(
                    AbortReason.INVALID_PARAMETER, "a message uses a presentation context that was not accepted");
        }
        return new Message(context, command, command.hasData() ? input.data() : InputStream.nullInputStream());
    }

    /** The data set of a message in memory; a longer one than the limit is a protocol error. */
    public byte[] readData(Message message) throws IOException {
        byte[] data = message.data().readNBytes(limits.maxDataSetLength() + 1);
        if (data.length > limits.maxDataSetLength()) {
            throw new DicomProtocolException(AbortReason.NOT_SPECIFIED, "the data set of a request is too long");
        }
        return data;
    }

    /** Sends a message without a data set. */
    public void send(PresentationContext context, CommandSet command) throws IOException {
        sendFragments(context.id(), command.encode(), true);
    }

    /** Sends a message with its data set, which is encoded in the context's transfer syntax. */
    public void send(PresentationContext context, CommandSet command, InputStream data) throws IOException {
        sendFragments(context.id(), command.withData().encode(), true);
        byte[] pdu = new byte[sentPduLength + 6];
        int room = sentPduLength - 6;
        int filled = data.readNBytes(pdu, 12, room);
        while (true) {
            byte[] ahead = filled == room ? data.readNBytes(1) : NOTHING;
            boolean last = ahead.length == 0;
            header(pdu, filled, context.id(), last ? 2 : 0);
            write(pdu, filled + 12);
            if (last) return;
            pdu[12] = ahead[0];
            filled = 1 + data.readNBytes(pdu, 13, room - 1);
        }
    }

    private void sendFragments(int contextId, byte[] value, boolean command) throws IOException {
        int room = sentPduLength - 6;
        byte[] pdu = new byte[Math.min(room, value.length) + 12];
        int offset = 0;
        do {
            int length = Math.min(room, value.length - offset);
            System.arraycopy(value, offset, pdu, 12, length);
            offset += length;
            header(pdu, length, contextId, (command ? 1 : 0) | (offset == value.length ? 2 : 0));
            write(pdu, length + 12);
        } while (offset < value.length);
    }

    private static void header(byte[] pdu, int fragment, int contextId, int flags) {
        ByteBuffer.wrap(pdu)
                .put((byte) PduType.DATA)
                .put((byte) 0)
                .putInt(fragment + 6)
                .putInt(fragment + 2)
                .put((byte) contextId)
                .put((byte) flags);
    }

    private void write(byte[] pdu) throws IOException {
        write(pdu, pdu.length);
    }

    private void write(byte[] pdu, int length) throws IOException {
        ScheduledFuture<?> limit = guard.closeAfter(socket, limits.write());
        try {
            out.write(pdu, 0, length);
            out.flush();
        } finally {
            limit.cancel(false);
        }
    }

    /** Requests release and waits for the reply; data that the peer still sends is dropped. */
    public void release() throws IOException {
        if (ended) return;
        ended = true;
        write(AssociateEncoder.encode(PduType.RELEASE_REQUEST, 0, 0));
        input.awaitRelease(limits.negotiation());
    }

    /** Ends the association at once, as the user of the service. */
    public void abort() {
        abort(0, 0);
    }

    /** Ends the association because the peer broke the protocol. */
    public void abort(DicomProtocolException reason) {
        abort(2, reason.abortReason());
    }

    private void abort(int source, int reason) {
        if (ended) return;
        ended = true;
        try {
            write(AssociateEncoder.encode(PduType.ABORT, source, reason));
            linger(socket, in);
        } catch (IOException e) {
            // The connection ends either way.
        } finally {
            SocketGuard.closeQuietly(socket);
        }
    }

    /** Waits until the peer has read the last output: closing with unread bytes would reset its connection. */
    public static void linger(Socket socket, TimedInput in) throws IOException {
        socket.shutdownOutput();
        in.within(Duration.ofSeconds(1));
        byte[] dropped = new byte[16 * 1024];
        try {
            for (int rounds = 0; rounds < 1024 && in.read(dropped, 0, dropped.length) >= 0; rounds++) {
                // Dropped.
            }
        } catch (EOFException | java.net.SocketTimeoutException e) {
            // Waited long enough.
        }
    }

    /** Ends the connection at once and without an A-ABORT; unlike the other methods, from any thread. */
    public void cut() {
        SocketGuard.cut(socket);
    }

    /** Closes the connection; aborts first when the association was neither released nor aborted. */
    @Override
    public void close() {
        abort();
        SocketGuard.closeQuietly(socket);
    }
}
