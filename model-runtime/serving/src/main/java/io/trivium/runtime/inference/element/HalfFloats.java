package io.trivium.runtime.inference.element;

import io.trivium.runtime.tensor.TensorType;

/** 16-bit floating point numbers, which JSON writes as ordinary numbers. */
final class HalfFloats {
    private HalfFloats() {}

    /** Rounds to the nearest, ties to even. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) return (short) ((bits >>> 16) | 0x40);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    static float ofBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static short encode(TensorType type, float value) {
        return type == TensorType.FP16 ? Float.floatToFloat16(value) : toBfloat16(value);
    }

    static float decode(TensorType type, short bits) {
        return type == TensorType.FP16 ? Float.float16ToFloat(bits) : ofBfloat16(bits);
    }
}
