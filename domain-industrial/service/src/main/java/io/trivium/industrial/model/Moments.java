package io.trivium.industrial.model;

import java.util.List;

/** Mean and variance of each column. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Moments(double[] means, double[] variances) {
    static Moments of(List<double[]> rows) {
        int width = rows.getFirst().length;
        double[] means = new double[width];
        double[] variances = new double[width];
        for (double[] row : rows) {
            for (int c = 0; c < width; c++) means[c] += row[c] / rows.size();
        }
        for (double[] row : rows) {
            for (int c = 0; c < width; c++) variances[c] += (row[c] - means[c]) * (row[c] - means[c]) / rows.size();
        }
        return new Moments(means, variances);
    }

    /** Copies means and standard deviations. */
    void into(double[] mean, double[] deviation) {
        for (int c = 0; c < means.length; c++) {
            mean[c] = means[c];
            deviation[c] = Math.sqrt(variances[c]);
        }
    }
}
