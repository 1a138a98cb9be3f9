package io.trivium.industrial.process.search;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Regression by a Gaussian process with a squared-exponential kernel, one length for all coded settings, and Gaussian
 * noise (Rasmussen and Williams 2006, algorithm 2.1). Length and share of noise maximise the marginal likelihood over a
 * small grid; mean and variance of the process are solved for. Immutable.
 */
final class GaussianProcess {
    private static final double[] LENGTHS = {0.7, 1, 1.5, 2.2, 3.2, 4.5};
    private static final double[] NOISES = {0.01, 0.03, 0.1, 0.3};
    private static final double JITTER = 1e-8;

    private final List<double[]> points;
    private final double mean;
    private final double variance;
    private final double length;
    private final LinearSolverDense<DMatrixRMaj> solver;
    private final DMatrixRMaj weights;

    private GaussianProcess(List<double[]> points, double[] values, double length, double noise) {
        this.points = points;
        this.length = length;
        int n = points.size();
        DMatrixRMaj kernel = new DMatrixRMaj(n, n);
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < n; column++) {
                kernel.set(
                        row,
                        column,
                        covariance(points.get(row), points.get(column)) + (row == column ? noise + JITTER : 0));
            }
        }
        solver = LinearSolverFactory_DDRM.chol(n);
        // The solver keeps its matrix, which the likelihood does not need any more.
        if (!solver.setA(kernel)) {
            throw new IllegalStateException("kernel of " + n + " points is not positive definite");
        }
        DMatrixRMaj ones = new DMatrixRMaj(n, 1);
        CommonOps_DDRM.fill(ones, 1);
        DMatrixRMaj solvedOnes = solve(ones);
        mean = dot(solvedOnes.data, values) / sum(solvedOnes.data);
        DMatrixRMaj centred = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) centred.data[i] = values[i] - mean;
        weights = solve(centred);
        variance = Math.max(1e-12, dot(weights.data, centred.data) / n);
    }

    /** The most likely of the grid's processes. */
    static GaussianProcess fit(List<double[]> points, double[] values) {
        GaussianProcess best = null;
        double highest = Double.NEGATIVE_INFINITY;
        for (double length : LENGTHS) {
            for (double noise : NOISES) {
                GaussianProcess candidate = new GaussianProcess(points, values, length, noise);
                double likelihood = candidate.logLikelihood();
                if (best == null || likelihood > highest) {
                    best = candidate;
                    highest = likelihood;
                }
            }
        }
        return java.util.Objects.requireNonNull(best);
    }

    /** With the variance at its maximum, up to a constant: −n/2·ln σ² − ½·ln|K|. */
    private double logLikelihood() {
        int n = points.size();
        DMatrixRMaj factor = new DMatrixRMaj(n, n);
        solver.<org.ejml.interfaces.decomposition.CholeskyDecomposition_F64<DMatrixRMaj>>getDecomposition()
                .getT(factor);
        double halfLogDeterminant = 0;
        for (int i = 0; i < n; i++) halfLogDeterminant += Math.log(factor.get(i, i));
        return -0.5 * n * Math.log(variance) - halfLogDeterminant;
    }

    /** Predicts the process without the noise of one bead: mean and deviation. */
    Prediction at(double[] point) {
        int n = points.size();
        DMatrixRMaj covariances = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) covariances.data[i] = covariance(points.get(i), point);
        double explained = dot(solve(covariances).data, covariances.data);
        return new Prediction(
                mean + dot(weights.data, covariances.data), Math.sqrt(variance * Math.max(1e-9, 1 - explained)));
    }

    private DMatrixRMaj solve(DMatrixRMaj right) {
        DMatrixRMaj solution = new DMatrixRMaj(right.numRows, 1);
        solver.solve(right, solution);
        return solution;
    }

    private double covariance(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) squares += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.exp(-0.5 * squares / (length * length));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) sum += value;
        return sum;
    }

    record Prediction(double mean, double deviation) {}
}
