package io.trivium.industrial.process.policy;

import org.ejml.data.DMatrixRMaj;

/**
 * Whole episodes that were played side by side, step after step: row {@code step · episodes + episode}.
 *
 * @param features {@code [rows, features]}
 * @param actions {@code [rows, dimensions]}
 * @param means what the policy meant to do, {@code [rows, dimensions]}
 * @param values what the critic expected, {@code [rows]}
 */
@SuppressWarnings("ArrayRecordComponent") // read by inner loops; never compared
record Batch(
        int episodes,
        int steps,
        DMatrixRMaj features,
        DMatrixRMaj actions,
        DMatrixRMaj means,
        double[] rewards,
        double[] values) {

    static Batch empty(int episodes, int steps, int features, int dimensions) {
        int rows = episodes * steps;
        return new Batch(
                episodes,
                steps,
                new DMatrixRMaj(rows, features),
                new DMatrixRMaj(rows, dimensions),
                new DMatrixRMaj(rows, dimensions),
                new double[rows],
                new double[rows]);
    }

    int rows() {
        return episodes * steps;
    }

    /** Generalised advantage estimates; every episode ends with its last step. */
    double[] advantages(double discount, double trace) {
        double[] advantages = new double[rows()];
        for (int episode = 0; episode < episodes; episode++) {
            double after = 0;
            double nextValue = 0;
            for (int step = steps - 1; step >= 0; step--) {
                int row = step * episodes + episode;
                double surprise = rewards[row] + discount * nextValue - values[row];
                after = surprise + discount * trace * after;
                advantages[row] = after;
                nextValue = values[row];
            }
        }
        return advantages;
    }

    /** Moved to mean 0 and deviation 1. */
    static double[] standardised(double[] values) {
        double mean = 0;
        for (double each : values) mean += each / values.length;
        double squares = 0;
        for (double each : values) squares += (each - mean) * (each - mean) / values.length;
        double scale = 1 / (Math.sqrt(squares) + 1e-8);
        double[] standardised = new double[values.length];
        for (int i = 0; i < values.length; i++) standardised[i] = scale * (values[i] - mean);
        return standardised;
    }

    static DMatrixRMaj rows(DMatrixRMaj from, int[] order, int first, int count) {
        DMatrixRMaj taken = new DMatrixRMaj(count, from.numCols);
        for (int i = 0; i < count; i++) {
            System.arraycopy(from.data, order[first + i] * from.numCols, taken.data, i * from.numCols, from.numCols);
        }
        return taken;
    }
}
