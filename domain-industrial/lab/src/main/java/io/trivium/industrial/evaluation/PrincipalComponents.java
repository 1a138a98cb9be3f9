package io.trivium.industrial.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Principal component analysis as process monitoring uses it, to compare with: Hotelling's T² within the components that
 * explain most of the variance, and the squared error outside of them (Jackson and Mudholkar, Technometrics 21:341,
 * 1979). With lags it is dynamic PCA (Ku, Storer and Georgakis, Chemometrics 30:179, 1995), and of a single tag Sub-PCA.
 * Belongs to one thread.
 */
final class PrincipalComponents {
    private static final double EXPLAINED = 0.9;
    private static final int FOLDS = 5;
    private static final double WITHIN_LIMITS = 0.99;
    private static final double LEAST_DEVIATION = 1e-9;
    private static final double LEAST_CORRELATION = 1e-6;

    private final int tags;
    private final double[] mean;
    private final double[] deviation;
    private final double[][] components;
    private final double[] variances;
    private final double[] latest;
    private double steadyLimit = 1;
    private double errorLimit = 1;

    private PrincipalComponents(int tags, List<double[]> joined) {
        int width = joined.getFirst().length;
        this.tags = tags;
        this.latest = new double[width];
        this.mean = new double[width];
        this.deviation = new double[width];
        for (int c = 0; c < width; c++) {
            for (double[] row : joined) mean[c] += row[c] / joined.size();
            for (double[] row : joined) deviation[c] += Math.pow(row[c] - mean[c], 2) / joined.size();
            deviation[c] = Math.sqrt(deviation[c]) + LEAST_DEVIATION;
        }
        DMatrixRMaj scaled = new DMatrixRMaj(joined.size(), width);
        for (int r = 0; r < joined.size(); r++) {
            for (int c = 0; c < width; c++) scaled.set(r, c, (joined.get(r)[c] - mean[c]) / deviation[c]);
        }
        DMatrixRMaj correlations = new DMatrixRMaj(width, width);
        CommonOps_DDRM.multInner(scaled, correlations);
        CommonOps_DDRM.divide(correlations, joined.size());
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(width, true, true);
        // Rows that never change have no components, and no decomposition.
        boolean varies = CommonOps_DDRM.elementMaxAbs(correlations) > LEAST_CORRELATION;
        if (varies && !eigen.decompose(correlations)) {
            throw new IllegalStateException("correlations have no components");
        }
        double[] values = new double[width];
        for (int i = 0; varies && i < width; i++)
            values[i] = eigen.getEigenvalue(i).getReal();
        int[] order = IntStream.range(0, width)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double total = Math.max(Arrays.stream(values).sum(), LEAST_DEVIATION);
        int count = 0;
        for (double sum = 0; varies && count < width && sum < EXPLAINED * total; count++) sum += values[order[count]];
        this.components = new double[count][];
        this.variances = new double[count];
        for (int k = 0; k < count; k++) {
            components[k] = eigen.getEigenVector(order[k]).data.clone();
            variances[k] = values[order[k]];
        }
    }

    /**
     * Learns components, and as limits what 99 % of the same rows are within; judging continues after them. The rows of
     * each fifth are measured by components of the others: by their own they would be nearer than new rows are.
     *
     * @param lags earlier rows that are joined to each row
     */
    static PrincipalComponents calibrated(double[][] rows, int lags) {
        int tags = rows[0].length;
        List<double[]> joined = new ArrayList<>();
        for (int r = lags; r < rows.length; r++) {
            double[] row = new double[(lags + 1) * tags];
            for (int k = 0; k <= lags; k++) System.arraycopy(rows[r - k], 0, row, k * tags, tags);
            joined.add(row);
        }
        double[] steady = new double[joined.size()];
        double[] errors = new double[joined.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            int from = fold * joined.size() / FOLDS;
            int to = (fold + 1) * joined.size() / FOLDS;
            List<double[]> others = new ArrayList<>(joined.subList(0, from));
            others.addAll(joined.subList(to, joined.size()));
            PrincipalComponents learned = new PrincipalComponents(tags, others);
            for (int r = from; r < to; r++) {
                double[] both = learned.measured(joined.get(r));
                steady[r] = both[0];
                errors[r] = both[1];
            }
        }
        PrincipalComponents learned = new PrincipalComponents(tags, joined);
        learned.steadyLimit = Math.max(quantile(steady), LEAST_DEVIATION);
        learned.errorLimit = Math.max(quantile(errors), LEAST_DEVIATION);
        System.arraycopy(joined.getLast(), 0, learned.latest, 0, learned.latest.length);
        return learned;
    }

    private static double quantile(double[] values) {
        Arrays.sort(values);
        return values[(int) (WITHIN_LIMITS * (values.length - 1))];
    }

    /** T² and squared error. */
    private double[] measured(double[] joined) {
        double[] scaled = new double[joined.length];
        double error = 0;
        for (int c = 0; c < scaled.length; c++) {
            scaled[c] = (joined[c] - mean[c]) / deviation[c];
            error += scaled[c] * scaled[c];
        }
        double steady = 0;
        for (int k = 0; k < components.length; k++) {
            double along = 0;
            for (int c = 0; c < scaled.length; c++) along += components[k][c] * scaled[c];
            steady += along * along / variances[k];
            error -= along * along;
        }
        return new double[] {steady, Math.max(0, error)};
    }

    private void shift(double[] row) {
        System.arraycopy(latest, 0, latest, tags, latest.length - tags);
        System.arraycopy(row, 0, latest, 0, tags);
    }

    /** The larger of both, over its limit. */
    double next(double[] row) {
        shift(row);
        double[] both = measured(latest);
        return Math.sqrt(Math.max(both[0] / steadyLimit, both[1] / errorLimit));
    }
}
