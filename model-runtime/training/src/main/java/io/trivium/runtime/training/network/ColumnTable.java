package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.TokenizerSpec;

/**
 * Numbers of one input as columns, with the derived ones appended. {@code present} is 1 for a row that holds an event
 * and 0 for padding; empty when every row is real.
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
record ColumnTable(int rows, int columns, float[] values, float[] present) {

    static ColumnTable of(TokenizerSpec.Columns spec, int rows, float[] input) {
        return read(spec, rows, input, 0);
    }

    /** Takes the first column as presence. */
    static ColumnTable ofEvents(TokenizerSpec.Columns spec, int rows, float[] input) {
        return read(spec, rows, input, 1);
    }

    private static ColumnTable read(TokenizerSpec.Columns spec, int rows, float[] input, int skip) {
        int wide = spec.all();
        int from = spec.columns() + skip;
        float[] values = new float[Math.multiplyExact(rows, wide)];
        float[] present = new float[skip == 0 ? 0 : rows];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(input, row * from + skip, values, row * wide, spec.columns());
            if (skip > 0) {
                present[row] = input[row * from];
                if (present[row] != 0f && present[row] != 1f) {
                    throw new IllegalArgumentException("presence of an event is neither 0 nor 1: " + present[row]);
                }
            }
            for (int i = 0; i < spec.derived().size(); i++) {
                TokenizerSpec.LogRatio ratio = spec.derived().get(i);
                values[row * wide + spec.columns() + i] = logarithm(values[row * wide + ratio.numerator()])
                        - logarithm(values[row * wide + ratio.denominator()]);
            }
        }
        return new ColumnTable(rows, wide, values, present);
    }

    /** {@code sign(x)·ln(1 + |x|)} */
    static float logarithm(float value) {
        return Math.copySign((float) Math.log(1f + Math.abs(value)), value);
    }

    /** One column's values of the real rows. */
    float[] column(int column) {
        float[] taken = new float[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (present.length == 0 || present[row] == 1f) taken[count++] = values[row * columns + column];
        }
        return java.util.Arrays.copyOf(taken, count);
    }
}
