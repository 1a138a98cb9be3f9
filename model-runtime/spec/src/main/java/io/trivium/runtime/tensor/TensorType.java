package io.trivium.runtime.tensor;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Element type of a tensor; the constants carry the names of the Open Inference Protocol. */
public enum TensorType {
    BOOL("bool", 1),
    UINT8("uint8", 1),
    UINT16("uint16", 2),
    UINT32("uint32", 4),
    UINT64("uint64", 8),
    INT8("int8", 1),
    INT16("int16", 2),
    INT32("int32", 4),
    INT64("int64", 8),
    FP16("float16", 2),
    BF16("bfloat16", 2),
    FP32("float32", 4),
    FP64("float64", 8),
    /** Elements of varying length, each written as a 4-byte length and its bytes. */
    BYTES("bytes", 0);

    private static final Map<String, TensorType> BY_SPEC_NAME = new HashMap<>();

    static {
        for (TensorType type : values()) BY_SPEC_NAME.put(type.specName, type);
    }

    private final String specName;
    private final int bytes;

    TensorType(String specName, int bytes) {
        this.specName = specName;
        this.bytes = bytes;
    }

    /** The name used in a model specification, such as {@code float32}. */
    public String specName() {
        return specName;
    }

    /** Size of one element in bytes; 0 for {@link #BYTES}, whose elements differ. */
    public int bytes() {
        return bytes;
    }

    public boolean isFixedSize() {
        return bytes > 0;
    }

    public boolean isFloatingPoint() {
        return this == FP16 || this == BF16 || this == FP32 || this == FP64;
    }

    /** The type of a protocol name such as {@code FP32}; names are upper case. */
    public static Optional<TensorType> ofProtocolName(String name) {
        for (TensorType type : values()) {
            if (type.name().equals(name)) return Optional.of(type);
        }
        return Optional.empty();
    }

    public static Optional<TensorType> ofSpecName(String name) {
        return Optional.ofNullable(BY_SPEC_NAME.get(name.toLowerCase(Locale.ROOT)));
    }
}
