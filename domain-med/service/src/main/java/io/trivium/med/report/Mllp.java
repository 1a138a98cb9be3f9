package io.trivium.med.report;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Frames of HL7's Minimal Lower Layer Protocol (transport specification MLLP, release 1): a vertical tab, the message, a file
 * separator and a carriage return. A frame without an end, or one of a gigabyte, costs no more memory than the limit.
 */
final class Mllp {
    private static final int START = 0x0B;
    private static final int END = 0x1C;
    private static final int RETURN = 0x0D;
    private static final int FIRST_ALLOCATION = 8192;

    private Mllp() {}

    /** A frame that breaks the protocol or the limit; the connection is to be closed. */
    static final class FrameException extends IOException {
        private static final long serialVersionUID = 1;

        FrameException(String message) {
            super(message);
        }
    }

    /** The next message; nothing at the end of the stream between two messages. */
    static Optional<byte[]> read(BufferedInputStream in, int maxBytes) throws IOException {
        int first = in.read();
        while (first == RETURN || first == '\n') first = in.read();
        if (first < 0) return Optional.empty();
        if (first != START) throw new FrameException("no MLLP frame: it begins with another byte than 0B");
        ByteArrayOutputStream message = new ByteArrayOutputStream(FIRST_ALLOCATION);
        while (true) {
            int next = in.read();
            if (next < 0) throw new EOFException("the MLLP frame ended without its end marker");
            if (next == END) {
                if (in.read() != RETURN) throw new FrameException("no carriage return behind the MLLP end marker");
                return Optional.of(message.toByteArray());
            }
            if (message.size() >= maxBytes) {
                throw new FrameException("an MLLP frame of more than " + maxBytes + " bytes");
            }
            message.write(next);
        }
    }

    static void write(OutputStream out, byte[] message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(START);
        frame.writeBytes(message);
        frame.write(END);
        frame.write(RETURN);
        out.write(frame.toByteArray());
        out.flush();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static BufferedInputStream buffered(InputStream in) {
        return new BufferedInputStream(in, FIRST_ALLOCATION);
    }
}
