package io.trivium.runtime.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A named tensor: row-major elements, little endian, or texts as bytes for {@link TensorType#BYTES}. The data belongs
 * to the tensor; readers take a duplicate of the buffer.
 */
public final class Tensor {
    private final String name;
    private final TensorType type;
    private final long[] shape;
    private final ByteBuffer data;
    private final List<byte[]> texts;

    private Tensor(String name, TensorType type, long[] shape, ByteBuffer data, List<byte[]> texts) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.data = data;
        this.texts = texts;
    }

    /**
     * Makes a tensor of elements of one size.
     *
     * @param data exactly the elements, from its position to its limit
     */
    public static Tensor of(String name, TensorType type, long[] shape, ByteBuffer data) {
        if (!type.isFixedSize()) throw new IllegalArgumentException(type + " elements are not of one size");
        long expected = Math.multiplyExact(elements(shape), type.bytes());
        if (data.remaining() != expected) {
            throw new IllegalArgumentException("tensor '" + name + "' needs " + expected + " bytes for shape "
                    + Arrays.toString(shape) + " of " + type + ", got " + data.remaining());
        }
        return new Tensor(name, type, shape.clone(), data.slice().order(ByteOrder.LITTLE_ENDIAN), List.of());
    }

    public static Tensor ofTexts(String name, long[] shape, List<byte[]> texts) {
        if (elements(shape) != texts.size()) {
            throw new IllegalArgumentException("tensor '" + name + "' needs " + elements(shape) + " elements for shape "
                    + Arrays.toString(shape) + ", got " + texts.size());
        }
        return new Tensor(name, TensorType.BYTES, shape.clone(), ByteBuffer.allocate(0), List.copyOf(texts));
    }

    /** Number of elements of a shape.
     * @throws IllegalArgumentException when a size is negative or the product does not fit */
    public static long elements(long... shape) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has a negative size");
            }
            try {
                elements = Math.multiplyExact(elements, size);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " is too large", e);
            }
        }
        return elements;
    }

    public String name() {
        return name;
    }

    public TensorType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    public long size(int dimension) {
        return shape[dimension];
    }

    public long elements() {
        return elements(shape);
    }

    /** The elements, little endian, in a buffer of the caller's own; empty for {@link TensorType#BYTES}. */
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    public List<byte[]> texts() {
        return texts;
    }

    /** Elements of rows {@code from} to {@code to} along the first dimension. */
    public Tensor rows(long from, long to) {
        long[] some = shape.clone();
        long perRow = shape[0] == 0 ? 0 : elements() / shape[0];
        some[0] = to - from;
        if (type == TensorType.BYTES) {
            return ofTexts(name, some, texts.subList((int) (from * perRow), (int) (to * perRow)));
        }
        int rowBytes = Math.toIntExact(perRow * type.bytes());
        return of(name, type, some, data.slice((int) from * rowBytes, (int) (to - from) * rowBytes));
    }

    /** Index of the first element that is NaN or infinite, or −1. */
    public long firstNotFinite() {
        ByteBuffer bytes = data();
        long count = elements();
        switch (type) {
            case FP32 -> {
                for (int i = 0; i < count; i++) if (!Float.isFinite(bytes.getFloat(4 * i))) return i;
            }
            case FP64 -> {
                for (int i = 0; i < count; i++) if (!Double.isFinite(bytes.getDouble(8 * i))) return i;
            }
            case FP16 -> {
                for (int i = 0; i < count; i++) if ((bytes.getShort(2 * i) & 0x7C00) == 0x7C00) return i;
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) if ((bytes.getShort(2 * i) & 0x7F80) == 0x7F80) return i;
            }
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> {
                return -1;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}
