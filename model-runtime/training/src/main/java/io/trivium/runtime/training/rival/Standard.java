package io.trivium.runtime.training.rival;

/**
 * Mean and inverse standard deviation of each column; a column that never changes becomes 0.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Standard(float[] mean, float[] inverse) {
    private static final double LEAST_VARIANCE = 1e-12;

    static Standard of(RivalRows rows) {
        int width = rows.width();
        double[] sums = new double[width];
        for (int i = 0; i < rows.table().length; i++) sums[i % width] += rows.table()[i];
        double[] squares = new double[width];
        for (int i = 0; i < rows.table().length; i++) {
            double off = rows.table()[i] - sums[i % width] / rows.rows();
            squares[i % width] += off * off;
        }
        float[] mean = new float[width];
        float[] inverse = new float[width];
        for (int c = 0; c < width; c++) {
            mean[c] = (float) (sums[c] / rows.rows());
            double variance = squares[c] / rows.rows();
            inverse[c] = variance > LEAST_VARIANCE ? (float) (1 / Math.sqrt(variance)) : 0;
        }
        return new Standard(mean, inverse);
    }

    int width() {
        return mean.length;
    }

    float[] scaled(RivalRows rows) {
        float[] scaled = new float[rows.table().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (rows.table()[i] - mean[i % mean.length]) * inverse[i % mean.length];
        }
        return scaled;
    }

    float[] scaled(float[] table, int from) {
        float[] row = new float[mean.length];
        for (int f = 0; f < row.length; f++) row[f] = (table[from + f] - mean[f]) * inverse[f];
        return row;
    }
}
