package io.trivium.core.inference;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A named tensor in the raw layout of the Open Inference Protocol: row-major, little-endian, BYTES elements with a
 * 4-byte length each. Immutable as long as the buffer from which it was created is not modified.
 */
public final class InferenceTensor {
    private final String name;
    private final DataType type;
    private final long[] shape;
    private final ByteBuffer raw;

    /**
     * @param shape no dimension may be negative
     * @param raw the elements from position to limit; not copied
     * @throws IllegalArgumentException if the bytes do not fill the shape exactly
     */
    public InferenceTensor(String name, DataType type, long[] shape, ByteBuffer raw) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.raw = raw.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long elements = count(name, shape);
        if (type == DataType.BYTES) {
            requireStrings(name, this.raw.duplicate().order(ByteOrder.LITTLE_ENDIAN), elements);
        } else if (elements > Integer.MAX_VALUE || elements * type.size() != this.raw.remaining()) {
            throw new IllegalArgumentException("tensor " + name + " of " + elements + " " + type
                    + " elements cannot have " + this.raw.remaining() + " bytes");
        }
    }

    /** float32 values, row-major. */
    public static InferenceTensor ofFloats(String name, long[] shape, float[] values) {
        ByteBuffer raw = allocate(values.length, Float.BYTES);
        raw.asFloatBuffer().put(values);
        return new InferenceTensor(name, DataType.FP32, shape, raw);
    }

    /** float64 values, row-major. */
    public static InferenceTensor ofDoubles(String name, long[] shape, double[] values) {
        ByteBuffer raw = allocate(values.length, Double.BYTES);
        raw.asDoubleBuffer().put(values);
        return new InferenceTensor(name, DataType.FP64, shape, raw);
    }

    /** int64 values, row-major. */
    public static InferenceTensor ofLongs(String name, long[] shape, long[] values) {
        ByteBuffer raw = allocate(values.length, Long.BYTES);
        raw.asLongBuffer().put(values);
        return new InferenceTensor(name, DataType.INT64, shape, raw);
    }

    /** int32 values, row-major. */
    public static InferenceTensor ofInts(String name, long[] shape, int[] values) {
        ByteBuffer raw = allocate(values.length, Integer.BYTES);
        raw.asIntBuffer().put(values);
        return new InferenceTensor(name, DataType.INT32, shape, raw);
    }

    /** Strings of bytes, row-major. */
    public static InferenceTensor ofBytes(String name, long[] shape, List<byte[]> values) {
        int size = 0;
        for (byte[] value : values) size = Math.addExact(size, Math.addExact(Integer.BYTES, value.length));
        ByteBuffer raw = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] value : values) raw.putInt(value.length).put(value);
        return new InferenceTensor(name, DataType.BYTES, shape, raw.flip());
    }

    public String name() {
        return name;
    }

    public DataType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** Elements in all. */
    public int size() {
        return (int) count(name, shape);
    }

    /** The elements, read-only and little-endian; a fresh view at each call. */
    public ByteBuffer raw() {
        return raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements of an FP32 tensor. */
    public float[] toFloats() {
        require(DataType.FP32);
        float[] values = new float[size()];
        raw().asFloatBuffer().get(values);
        return values;
    }

    /** The elements of an FP64 tensor. */
    public double[] toDoubles() {
        require(DataType.FP64);
        double[] values = new double[size()];
        raw().asDoubleBuffer().get(values);
        return values;
    }

    /** The elements of an INT64 tensor. */
    public long[] toLongs() {
        require(DataType.INT64);
        long[] values = new long[size()];
        raw().asLongBuffer().get(values);
        return values;
    }

    /** The elements of an INT32 tensor. */
    public int[] toInts() {
        require(DataType.INT32);
        int[] values = new int[size()];
        raw().asIntBuffer().get(values);
        return values;
    }

    /** The elements of a BYTES tensor. */
    public List<byte[]> toBytes() {
        require(DataType.BYTES);
        ByteBuffer in = raw();
        List<byte[]> values = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] value = new byte[in.getInt()];
            in.get(value);
            values.add(value);
        }
        return values;
    }

    private void require(DataType expected) {
        if (type != expected) throw new IllegalStateException("tensor " + name + " is " + type + ", not " + expected);
    }

    private static ByteBuffer allocate(int elements, int size) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, size)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long count(String name, long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("tensor " + name + " has a negative dimension: " + dimension);
            }
            try {
                elements = Math.multiplyExact(elements, dimension);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("tensor " + name + " has too many elements", e);
            }
        }
        return elements;
    }

    private static void requireStrings(String name, ByteBuffer in, long elements) {
        long found = 0;
        try {
            while (in.hasRemaining()) {
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new IllegalArgumentException("tensor " + name + " has an element longer than its bytes");
                }
                in.position(in.position() + length);
                found++;
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("tensor " + name + " ends inside an element's length", e);
        }
        if (found != elements) {
            throw new IllegalArgumentException(
                    "tensor " + name + " has " + found + " elements, its shape wants " + elements);
        }
    }

    @Override
    public String toString() {
        return name + ' ' + type + ' ' + Arrays.toString(shape);
    }
}
