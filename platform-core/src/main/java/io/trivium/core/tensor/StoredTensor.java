package io.trivium.core.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** One tensor of an open file: row-major, little-endian, read straight from the mapped bytes. Thread-safe. */
public final class StoredTensor {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64 =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final TensorType type;
    private final long[] shape;
    private final MemorySegment bytes;

    StoredTensor(String name, TensorType type, long[] shape, MemorySegment bytes) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.bytes = bytes;
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

    /** Elements in all. */
    public long size() {
        return bytes.byteSize() / type.size();
    }

    /** Returns the bytes as stored in the file; invalid after the file is closed. */
    public MemorySegment bytes() {
        return bytes;
    }

    /** Elements {@code from} (inclusive) to {@code from + count} of an F32 tensor. */
    public float[] floats(long from, int count) {
        require(TensorType.F32);
        float[] values = new float[count];
        MemorySegment.copy(bytes, F32, Math.multiplyExact(from, Float.BYTES), values, 0, count);
        return values;
    }

    /** Elements of an F64 tensor. */
    public double[] doubles(long from, int count) {
        require(TensorType.F64);
        double[] values = new double[count];
        MemorySegment.copy(bytes, F64, Math.multiplyExact(from, Double.BYTES), values, 0, count);
        return values;
    }

    /** Elements of an I64 tensor. */
    public long[] longs(long from, int count) {
        require(TensorType.I64);
        long[] values = new long[count];
        MemorySegment.copy(bytes, I64, Math.multiplyExact(from, Long.BYTES), values, 0, count);
        return values;
    }

    /** Elements of an I32 tensor. */
    public int[] ints(long from, int count) {
        require(TensorType.I32);
        int[] values = new int[count];
        MemorySegment.copy(bytes, I32, Math.multiplyExact(from, Integer.BYTES), values, 0, count);
        return values;
    }

    /** Returns elements of a U8 tensor; negative bytes represent 128 to 255. */
    public byte[] unsignedBytes(long from, int count) {
        require(TensorType.U8);
        byte[] values = new byte[count];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, values, 0, count);
        return values;
    }

    /** All elements of an F32 tensor. */
    public float[] toFloats() {
        return floats(0, Math.toIntExact(size()));
    }

    /** All elements of an F64 tensor. */
    public double[] toDoubles() {
        return doubles(0, Math.toIntExact(size()));
    }

    /** All elements of an I64 tensor. */
    public long[] toLongs() {
        return longs(0, Math.toIntExact(size()));
    }

    /** All elements of an I32 tensor. */
    public int[] toInts() {
        return ints(0, Math.toIntExact(size()));
    }

    /** All elements of a U8 tensor. */
    public byte[] toUnsignedBytes() {
        return unsignedBytes(0, Math.toIntExact(size()));
    }

    private void require(TensorType expected) {
        if (type != expected) throw new IllegalStateException("tensor " + name + " is " + type + ", not " + expected);
    }
}
