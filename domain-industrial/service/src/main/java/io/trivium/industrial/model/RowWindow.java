package io.trivium.industrial.model;

/** Mean and variance of the latest rows. */
final class RowWindow {
    private final double[][] rows;
    private long added;

    RowWindow(int length, int tags) {
        this.rows = new double[length][tags];
    }

    void add(double[] row) {
        int at = (int) (added++ % rows.length);
        System.arraycopy(row, 0, rows[at], 0, row.length);
    }

    boolean isFull() {
        return added >= rows.length;
    }

    /** Over fewer rows while the window is not full. */
    double[] mean() {
        int count = (int) Math.min(added, rows.length);
        double[] mean = new double[rows[0].length];
        for (int r = 0; r < count; r++) {
            for (int c = 0; c < mean.length; c++) mean[c] += rows[r][c];
        }
        for (int c = 0; c < mean.length; c++) mean[c] /= count;
        return mean;
    }

    /** Likewise, about that mean. */
    double[] variance(double[] mean) {
        int count = (int) Math.min(added, rows.length);
        double[] variance = new double[mean.length];
        for (int r = 0; r < count; r++) {
            for (int c = 0; c < mean.length; c++) {
                double off = rows[r][c] - mean[c];
                variance[c] += off * off;
            }
        }
        for (int c = 0; c < mean.length; c++) variance[c] /= count;
        return variance;
    }
}
