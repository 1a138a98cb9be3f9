package io.trivium.med.dicom.association;

import io.trivium.med.dicom.association.DicomProtocolException.AbortReason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Decodes P-DATA-TF as it arrives (PS3.8 9.3.5 and annex E): messages consist of fragments, fragments are in PDUs, and
 * neither needs to fit into memory.
 */
public final class PDataInput {

    private final TimedInput in;
    private final AssociationLimits limits;
    /** The remaining lengths of the P-DATA-TF PDU, and of the fragment within. */
    private int pduLeft;

    private int fragmentLeft;
    private int contextId;
    private boolean commandFragment;
    private boolean lastFragment = true;
    private boolean releaseAsked;
    private boolean dataPending;
    private CommandSet command = new CommandSet();
    private long messageDeadline;

    public PDataInput(TimedInput in, AssociationLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    public CommandSet command() {
        return command;
    }

    int contextId() {
        return contextId;
    }

    boolean releaseAsked() {
        return releaseAsked;
    }

    /** Reads the command of the next message; false when the peer requests release instead. */
    public boolean nextMessage(Duration wait) throws IOException {
        if (dataPending) throw new IllegalStateException("the data set of the message before was not read to its end");
        messageDeadline = System.nanoTime() + wait.plus(limits.message()).toNanos();
        if (!nextFragment(wait)) return false;
        int context = contextId;
        byte[] bytes = new byte[512];
        int length = 0;
        while (true) {
            if (!commandFragment || contextId != context) {
                throw new DicomProtocolException(
                        AbortReason.UNEXPECTED_PARAMETER,
                        "a fragment does not belong to the command that is under way");
            }
            if (length + fragmentLeft > CommandSet.LONGEST) {
                throw new DicomProtocolException(AbortReason.INVALID_PARAMETER, "the command set is too long");
            }
            if (length + fragmentLeft > bytes.length) bytes = java.util.Arrays.copyOf(bytes, CommandSet.LONGEST);
            readFully(bytes, length, fragmentLeft);
            length += fragmentLeft;
            fragmentLeft = 0;
            if (lastFragment) break;
            if (!nextFragment(limits.read())) throw unexpectedRelease();
        }
        command = CommandSet.decode(bytes, length);
        dataPending = command.hasData();
        return true;
    }

    /** The data set that follows the command; ends with its last fragment. */
    public InputStream data() {
        return new DataSetStream(contextId);
    }

    private final class DataSetStream extends InputStream {
        private final int context;
        private boolean started;
        private boolean ended;

        DataSetStream(int context) {
            this.context = context;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) return 0;
            while (fragmentLeft == 0) {
                if (ended || (started && lastFragment)) {
                    ended = true;
                    dataPending = false;
                    return -1;
                }
                if (!nextFragment(limits.read())) throw unexpectedRelease();
                started = true;
                if (commandFragment || contextId != context) {
                    throw new DicomProtocolException(
                            AbortReason.UNEXPECTED_PARAMETER,
                            "a fragment does not belong to the data set that is under way");
                }
            }
            int count = in.read(target, offset, Math.min(length, fragmentLeft));
            if (count < 0) throw goneAway();
            fragmentLeft -= count;
            pduLeft -= count;
            return count;
        }
    }

    /** Reads on to the next fragment; false when there is a release request instead. */
    private boolean nextFragment(Duration wait) throws IOException {
        if (pduLeft == 0 && !nextPdu(wait)) return false;
        if (pduLeft < 6) {
            throw new DicomProtocolException(
                    AbortReason.INVALID_PARAMETER, "a P-DATA-TF PDU ends within the head of a fragment");
        }
        long length = number();
        if (length < 2 || length > pduLeft - 4) {
            throw new DicomProtocolException(
                    AbortReason.INVALID_PARAMETER, "a fragment is empty or longer than its P-DATA-TF PDU");
        }
        contextId = octet();
        int flags = octet();
        commandFragment = (flags & 1) != 0;
        lastFragment = (flags & 2) != 0;
        pduLeft -= 6;
        fragmentLeft = (int) length - 2;
        return true;
    }

    private boolean nextPdu(Duration wait) throws IOException {
        within(wait);
        int type = in.read();
        if (type < 0) throw goneAway();
        within(limits.read());
        octet();
        long length = number();
        if (type == PduType.DATA) {
            if (length < 6 || length > limits.maxPduLength()) {
                throw new DicomProtocolException(
                        AbortReason.INVALID_PARAMETER, "a P-DATA-TF PDU is empty or longer than was agreed");
            }
            pduLeft = (int) length;
            return true;
        }
        if (type == PduType.RELEASE_REQUEST) {
            skipFour(length);
            releaseAsked = true;
            return false;
        }
        if (type == PduType.ABORT) throw new AssociationAbortedException("the peer aborted the association");
        throw type >= PduType.ASSOCIATE_REQUEST && type <= PduType.RELEASE_REPLY
                ? new DicomProtocolException(
                        AbortReason.UNEXPECTED_PDU, "a PDU that has no place in an established association")
                : new DicomProtocolException(AbortReason.UNRECOGNIZED_PDU, "a PDU of a type that does not exist");
    }

    /** Drops data that the peer still sends until it answers a release, aborts or disconnects. */
    void awaitRelease(Duration wait) throws IOException {
        long end = System.nanoTime() + wait.toNanos();
        byte[] dropped = new byte[4096];
        while (System.nanoTime() < end) {
            in.within(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            int type = in.read();
            if (type < 0) return;
            octet();
            long length = number();
            while (length > 0) {
                int count = in.read(dropped, 0, (int) Math.min(length, dropped.length));
                if (count < 0) return;
                length -= count;
            }
            if (type == PduType.RELEASE_REPLY || type == PduType.ABORT) return;
        }
    }

    /** Each PDU has its own limit, and the message as a whole one too. */
    private void within(Duration limit) {
        long left = messageDeadline - System.nanoTime();
        in.within(limit.toNanos() < left ? limit : Duration.ofNanos(Math.max(left, 0)));
    }

    private void skipFour(long length) throws IOException {
        if (length != 4) {
            throw new DicomProtocolException(AbortReason.INVALID_PARAMETER, "a PDU of four bytes has another length");
        }
        number();
    }

    private void readFully(byte[] target, int offset, int length) throws IOException {
        if (in.readNBytes(target, offset, length) < length) throw goneAway();
        pduLeft -= length;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) throw goneAway();
        return octet;
    }

    private long number() throws IOException {
        return (long) octet() << 24 | (long) octet() << 16 | (long) octet() << 8 | octet();
    }

    private static AssociationAbortedException goneAway() {
        return new AssociationAbortedException("the peer closed the connection within an association");
    }

    private static DicomProtocolException unexpectedRelease() {
        return new DicomProtocolException(AbortReason.UNEXPECTED_PDU, "a release request within a message");
    }
}
