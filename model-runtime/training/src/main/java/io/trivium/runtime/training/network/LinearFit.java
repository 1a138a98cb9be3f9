package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.NetworkSpec.LinearAnswer;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;

/**
 * Fits the linear answer to the training rows in closed form: {@code (ZᵀZ + λ·n·I) w = Zᵀ(y − ȳ)} with Z the standardised
 * columns (Hoerl and Kennard, "Ridge Regression", Technometrics 12:55, 1970, equation 2.1).
 */
final class LinearFit {
    private LinearFit() {}

    /** Sets the linear answer; the head's own bias becomes 0, because the mean is answered here. */
    static void set(LinearAnswer linear, ModelSpec model, TaskData data, Parameters parameters) {
        String output = model.outputs().getFirst().name();
        float[] weight = parameters.get(ParameterNames.linearWeight(output));
        float[] bias = parameters.get(ParameterNames.linearBias(output));
        java.util.Arrays.fill(parameters.get(ParameterNames.headBias(output)), 0f);
        if (data.labels().length == 0) return;
        int columns = weight.length / bias.length;
        Columns z = new Columns(data.input(linear.input(), columns), columns);
        double[][] factor = cholesky(z.products(linear.ridge() * data.rows()));
        for (int number = 0; number < bias.length; number++) {
            double[] y = new double[data.rows()];
            double mean = 0;
            for (int r = 0; r < y.length; r++) mean += data.labels()[r * bias.length + number] / (double) y.length;
            for (int r = 0; r < y.length; r++) y[r] = data.labels()[r * bias.length + number] - mean;
            double[] w = solve(factor, z.times(y));
            double constant = mean;
            for (int c = 0; c < columns; c++) {
                double own = w[c] * z.inverse[c];
                weight[number * columns + c] = (float) own;
                constant -= own * z.mean[c];
            }
            bias[number] = (float) constant;
        }
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
                for (int a = 0; a < columns; a++) for (int b = 0; b <= a; b++) sums[a][b] += z[a] * z[b];
            }
            for (int c = 0; c < columns; c++) sums[c][c] += ridge;
            return sums;
        }

        double[] times(double[] y) {
            double[] sums = new double[columns];
            for (int r = 0; r < rows; r++) for (int c = 0; c < columns; c++) sums[c] += at(r, c) * y[r];
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
