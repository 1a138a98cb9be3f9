package io.trivium.core.inference;

/** Element types of the Open Inference Protocol. */
public enum DataType {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    /** Strings of bytes of any length each. */
    BYTES(-1);

    private final int size;

    DataType(int size) {
        this.size = size;
    }

    /** Bytes of one element, -1 for {@link #BYTES}. */
    public int size() {
        return size;
    }
}
