package io.trivium.runtime.training.network;

/**
 * Ridge regression in closed form: {@code (ZᵀZ + λ·n·I) w = Zᵀ(y − ȳ)} with Z the standardised columns (Hoerl and Kennard,
 * "Ridge Regression", Technometrics 12:55, 1970, equation 2.1). For one thread.
 */
public final class Ridge {
    private final Columns z;
    private final double[][] factor;

    /**
     * A regression on some columns.
     *
     * @param values row-major, {@code columns} a row
     * @param ridge λ, above 0
     */
    public Ridge(float[] values, int columns, double ridge) {
        this.z = new Columns(values, columns);
        this.factor = cholesky(z.products(ridge * z.rows));
    }

    /**
     * A fitted line.
     *
     * @param weights one a column, of the columns as they are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Line(double[] weights, double constant) {
        /** The answer to the row that begins at {@code from} of a row-major table. */
        public double answer(float[] table, int from) {
            double sum = constant;
            for (int c = 0; c < weights.length; c++) sum += weights[c] * table[from + c];
            return sum;
        }
    }

    /** Fits one number a row. */
    public Line line(float[] labels) {
        double mean = 0;
        for (float label : labels) mean += label / (double) labels.length;
        double[] y = new double[labels.length];
        for (int r = 0; r < y.length; r++) y[r] = labels[r] - mean;
        double[] w = solve(factor, z.times(y));
        double constant = mean;
        for (int c = 0; c < w.length; c++) {
            w[c] *= z.inverse[c];
            constant -= w[c] * z.mean[c];
        }
        return new Line(w, constant);
    }

    /** Standardised columns; one that never changes is 0. */
    private static final class Columns {
        private final float[] values;
        private final int columns;
        private final int rows;
        private final double[] mean;
        private final double[] inverse;

        Columns(float[] values, int columns) {
            this.values = values;
            this.columns = columns;
            this.rows = values.length / columns;
            this.mean = new double[columns];
            this.inverse = new double[columns];
            for (int i = 0; i < values.length; i++) mean[i % columns] += values[i] / (double) rows;
            for (int i = 0; i < values.length; i++) {
                double off = values[i] - mean[i % columns];
                inverse[i % columns] += off * off / rows;
            }
            for (int c = 0; c < columns; c++) inverse[c] = inverse[c] > 1e-12 ? 1 / Math.sqrt(inverse[c]) : 0;
        }

        private double at(int row, int column) {
            return (values[row * columns + column] - mean[column]) * inverse[column];
        }

        double[][] products(double ridge) {
            double[][] sums = new double[columns][columns];
            double[] z = new double[columns];
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) z[c] = at(r, c);
                for (int a = 0; a < columns; a++) {
                    for (int b = 0; b <= a; b++) sums[a][b] += z[a] * z[b];
                }
            }
            for (int c = 0; c < columns; c++) sums[c][c] += ridge;
            return sums;
        }

        double[] times(double[] y) {
            double[] sums = new double[columns];
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) sums[c] += at(r, c) * y[r];
            }
            return sums;
        }
    }

    /** The lower triangle L with A = L·Lᵀ, in place; A is positive definite by the ridge. */
    private static double[][] cholesky(double[][] a) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) sum -= a[i][k] * a[j][k];
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
        }
        return a;
    }

    private static double[] solve(double[][] factor, double[] right) {
        int n = right.length;
        double[] x = right.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) x[i] -= factor[i][k] * x[k];
            x[i] /= factor[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) x[i] -= factor[k][i] * x[k];
            x[i] /= factor[i][i];
        }
        return x;
    }
}
