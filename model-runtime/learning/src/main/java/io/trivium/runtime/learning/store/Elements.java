package io.trivium.runtime.learning.store;

import io.trivium.core.inference.DataType;
import io.trivium.core.learning.ExampleTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements of a tensor as numbers, row-major. 64-bit integers lose their lowest bits beyond 2⁵³. */
public final class Elements {
    private static final int BFLOAT_SHIFT = 16;

    private final DataType type;
    private final ByteBuffer bytes;

    private Elements(DataType type, ByteBuffer bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    public static Elements of(ExampleTensor tensor) {
        return new Elements(tensor.datatype(), ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN));
    }

    public int size() {
        return bytes.capacity() / type.size();
    }

    /** The element at a place; not finite where the tensor's is not. */
    public double at(int index) {
        int place = index * type.size();
        return switch (type) {
            case BOOL, UINT8 -> Byte.toUnsignedInt(bytes.get(place));
            case UINT16 -> Short.toUnsignedInt(bytes.getShort(place));
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt(place));
            case UINT64 -> unsigned(bytes.getLong(place));
            case INT8 -> bytes.get(place);
            case INT16 -> bytes.getShort(place);
            case INT32 -> bytes.getInt(place);
            case INT64 -> bytes.getLong(place);
            case FP16 -> Float.float16ToFloat(bytes.getShort(place));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(place) << BFLOAT_SHIFT);
            case FP32 -> bytes.getFloat(place);
            case FP64 -> bytes.getDouble(place);
            case BYTES -> throw new IllegalArgumentException("an example has no tensor of strings");
        };
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }
}
