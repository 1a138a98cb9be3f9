package io.trivium.runtime.learning.curate;

/**
 * Rows of numbers with every column at mean 0 and deviation 1, limited to ±{@value #LIMIT}, so that distances mean the same in
 * all of them. Not changed once made.
 */
final class Scaled {
    private static final float LIMIT = 4;

    private final int width;
    private final float[] table;

    private Scaled(int width, float[] table) {
        this.width = width;
        this.table = table;
    }

    static Scaled of(float[] table, int width) {
        int rows = table.length / width;
        float[] scaled = new float[table.length];
        for (int column = 0; column < width; column++) {
            double mean = 0;
            double squares = 0;
            for (int row = 0; row < rows; row++) {
                double off = table[row * width + column] - mean;
                mean += off / (row + 1);
                squares += off * (table[row * width + column] - mean);
            }
            double deviation = Math.sqrt(squares / Math.max(1, rows));
            if (!(deviation > 0)) continue;
            for (int row = 0; row < rows; row++) {
                double value = (table[row * width + column] - mean) / deviation;
                scaled[row * width + column] = (float) Math.clamp(value, -LIMIT, LIMIT);
            }
        }
        return new Scaled(width, scaled);
    }

    int rows() {
        return table.length / width;
    }

    /** Mean square of the differences of two rows. */
    double apart(int a, int b) {
        float sum = 0;
        int fromA = a * width;
        int fromB = b * width;
        for (int i = 0; i < width; i++) {
            float off = table[fromA + i] - table[fromB + i];
            sum += off * off;
        }
        return sum / width;
    }
}
