package io.trivium.industrial.model;

/** The mean of the latest rows. */
final class RowWindow {
    private final double[][] rows;
    private long added;

    RowWindow(int length, int tags) {
        this.rows = new double[length][tags];
    }

    void add(double[] row) {
        rows[(int) (added++ % rows.length)] = row.clone();
    }

    boolean isFull() {
        return added >= rows.length;
    }

    /** Over fewer rows while the window is not full. */
    double[] mean() {
        int count = (int) Math.min(added, rows.length);
        double[] mean = new double[rows[0].length];
        for (int r = 0; r < count; r++) for (int c = 0; c < mean.length; c++) mean[c] += rows[r][c] / count;
        return mean;
    }
}
