package io.trivium.runtime.expert.piece;

/** Checks numbers for NaN and infinity. */
public final class Finite {
    private static final int MAGNITUDE = 0x7fff_ffff;
    private static final int INFINITY = 0x7f80_0000;

    private Finite() {}

    /** Whether the first {@code count} values are finite; on their bits, a form that is compiled to vector code. */
    public static boolean all(float[] values, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & MAGNITUDE);
        return largest < INFINITY;
    }
}
