package io.trivium.core.tensor;

/** Element types that are read and written, by their names in the file. */
public enum TensorType {
    F64(8),
    F32(4),
    I64(8),
    I32(4),
    /** Unsigned bytes; also masks and text. */
    U8(1);

    private final int size;

    TensorType(int size) {
        this.size = size;
    }

    /** Bytes of one element. */
    public int size() {
        return size;
    }
}
