package io.trivium.runtime.inference.element;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of a tensor as bytes, the same over REST and gRPC: row-major, little endian, a BOOL in one byte, a BYTES
 * element as its 4-byte length and its bytes.
 */
public final class BinaryElements {
    private BinaryElements() {}

    /** Reads exactly the bytes given.
     * @param bytes from its position to its limit; copied */
    public static Tensor read(String name, TensorType type, long[] shape, ByteBuffer bytes) {
        try {
            if (type == TensorType.BYTES) return Tensor.ofTexts(name, shape, texts(name, bytes));
            ByteBuffer own = ByteBuffer.allocateDirect(bytes.remaining());
            own.put(bytes).flip();
            Tensor tensor = Tensor.of(name, type, shape, own);
            if (type == TensorType.BOOL) requireBooleans(tensor);
            return tensor;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw invalid("input '" + name + "': " + e.getMessage());
        }
    }

    private static void requireBooleans(Tensor tensor) {
        ByteBuffer data = tensor.data();
        while (data.hasRemaining()) {
            byte value = data.get();
            if (value != 0 && value != 1) {
                throw new IllegalArgumentException("a BOOL element is " + value + ", neither 0 nor 1");
            }
        }
    }

    private static List<byte[]> texts(String name, ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> texts = new ArrayList<>();
        while (rest.hasRemaining()) {
            long length = rest.remaining() < Integer.BYTES ? Long.MAX_VALUE : Integer.toUnsignedLong(rest.getInt());
            if (length > rest.remaining()) {
                throw invalid("element " + texts.size() + " of input '" + name + "' is longer than its data");
            }
            byte[] text = new byte[(int) length];
            rest.get(text);
            texts.add(text);
        }
        return texts;
    }

    /** The bytes of a tensor, from position 0. */
    public static ByteBuffer write(Tensor tensor) {
        if (tensor.type() != TensorType.BYTES) return tensor.data();
        int size = 0;
        for (byte[] text : tensor.texts()) size = Math.addExact(size, Integer.BYTES + text.length);
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] text : tensor.texts()) bytes.putInt(text.length).put(text);
        return bytes.flip();
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }
}
