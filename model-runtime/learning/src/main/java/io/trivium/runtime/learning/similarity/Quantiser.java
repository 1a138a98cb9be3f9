package io.trivium.runtime.learning.similarity;

import java.util.Arrays;

/**
 * Numbers of rows as 16 bits each, in steps of a quarter of the tolerance of their column. A column's spread is the
 * range between its 10 % and 90 % points as of a normal distribution; where these are one value, only equal numbers are
 * equal. Immutable.
 */
final class Quantiser {
    /** Steps by which two numbers may differ. */
    static final int REACH = 4;
    /** Share of a column's spread by which two numbers may differ. */
    static final double TOLERANCE = 0.005;

    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;
    private static final double DEVIATIONS_BETWEEN = 2.563;
    private static final int OUTERMOST = 30_000;
    private static final int OUTSIDE = Short.MAX_VALUE - OUTERMOST;
    private static final int MIX = 0x9E3779B9;

    private final double[] middle;
    private final double[] step;

    private Quantiser(double[] middle, double[] step) {
        this.middle = middle;
        this.step = step;
    }

    /** Of a sample of rows, all as long. */
    static Quantiser of(Iterable<float[]> sample, int rows, int width) {
        double[] middle = new double[width];
        double[] step = new double[width];
        float[] values = new float[rows];
        for (int column = 0; column < width; column++) {
            int row = 0;
            for (float[] each : sample) values[row++] = each[column];
            Arrays.sort(values);
            middle[column] = values[rows / 2];
            double spread = ((double) values[(int) (HIGH * (rows - 1))] - values[(int) (LOW * (rows - 1))])
                    / DEVIATIONS_BETWEEN;
            step[column] = spread * TOLERANCE / REACH;
        }
        return new Quantiser(middle, step);
    }

    int width() {
        return step.length;
    }

    /** Whether only equal numbers are equal. */
    boolean isExact(int column) {
        return !(step[column] > 0);
    }

    /** Columns in which numbers that differ can be the same. */
    int graded() {
        int graded = 0;
        for (int column = 0; column < step.length; column++) if (!isExact(column)) graded++;
        return graded;
    }

    void codes(float[] row, short[] into, int from) {
        for (int column = 0; column < step.length; column++) into[from + column] = code(column, row[column]);
    }

    private short code(int column, float value) {
        int hash = Float.floatToIntBits(value + 0f) * MIX;
        if (isExact(column)) return (short) (hash >>> Short.SIZE);
        double steps = Math.rint((value - middle[column]) / step[column]);
        if (Math.abs(steps) <= OUTERMOST) return (short) steps;
        // too far out for 16 bits: distinguished by a hash, on the same side
        int outside = OUTERMOST + 1 + (hash >>> Short.SIZE) % OUTSIDE;
        return (short) (steps < 0 ? -outside : outside);
    }

    /** Whether two rows are the same in every column. */
    boolean isSame(short[] a, int fromA, short[] b, int fromB) {
        for (int column = 0; column < step.length; column++) {
            int apart = Math.abs(a[fromA + column] - b[fromB + column]);
            if (apart > (isExact(column) ? 0 : REACH)) return false;
        }
        return true;
    }
}
