package io.trivium.runtime.inference;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The one message in the body of a unary gRPC call: a byte that indicates whether it is compressed, its length in four
 * bytes, big endian, and the message (gRPC over HTTP/2, Length-Prefixed-Message).
 */
final class GrpcFrames {
    static final int HEADER = 5;

    private static final String HEX = "0123456789ABCDEF";

    private GrpcFrames() {}

    /**
     * Reads the message of a call.
     *
     * @param body the whole body; the message's byte fields may point into it
     * @throws StatusRuntimeException INTERNAL when it is not exactly one message, as gRPC's own servers do
     */
    static <T> T read(ByteBuffer body, Parser<T> parser) {
        if (!body.hasRemaining()) throw internal("half-closed without a request");
        if (body.remaining() < HEADER) throw internal("the request ends inside its header");
        if (body.get() != 0) throw internal("the request is compressed, although no encoding is named");
        long length = Integer.toUnsignedLong(body.getInt());
        if (body.remaining() < length) {
            throw internal("the request ends after " + body.remaining() + " of " + length + " bytes");
        }
        if (body.remaining() > length) throw internal("more than one request for a unary call");
        CodedInputStream in = CodedInputStream.newInstance(body);
        in.enableAliasing(true);
        try {
            return parser.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw internal("the request is not a message of its type: " + e.getMessage());
        }
    }

    /** A message with its header. */
    static byte[] write(MessageLite message) {
        int size = message.getSerializedSize();
        byte[] frame = new byte[HEADER + size];
        ByteBuffer.wrap(frame).put((byte) 0).putInt(size);
        CodedOutputStream out = CodedOutputStream.newInstance(frame, HEADER, size);
        try {
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame;
    }

    /** A status message as its header has it: UTF-8, percent-encoded but for printable ASCII other than the percent. */
    static String encoded(String message) {
        StringBuilder text = new StringBuilder(message.length());
        for (byte each : message.getBytes(StandardCharsets.UTF_8)) {
            if (each >= ' ' && each < 0x7F && each != '%') text.append((char) each);
            else text.append('%').append(HEX.charAt((each >> 4) & 0xF)).append(HEX.charAt(each & 0xF));
        }
        return text.toString();
    }

    private static StatusRuntimeException internal(String message) {
        return new StatusRuntimeException(Status.INTERNAL.withDescription(message));
    }
}
