package io.trivium.industrial.model;

import io.trivium.industrial.model.Judgement.Sign;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Watches one asset row by row. Of every tag three features are compared with normal operation: the mean of the latest
 * rows, the remainder of that mean after a ridge regression on the other tags, and the logarithm of the variance. A tag
 * without others has no remainder. Each is measured in units of its variation in normal operation: its windows' deviation and, as a measure
 * of its own drift, the largest distance of a part of the calibration from the whole. So a drifting temperature does not
 * alarm because of its drift, and a flow that is constant alarms for a small change. The squares of means and remainders
 * together, and those of the variances, are each compared with a chi-square limit; the larger ratio is the score.
 *
 * <p>While the score is low, the means of normal operation follow the asset slowly and within bounds. Belongs to one
 * thread.
 */
public final class AssetMonitor {
    /** A deviation is at least this, for tags that hardly moved may yet have been rounded. */
    private static final double LEAST_DEVIATION = 1e-3;

    /** The same of a logarithm of a variance. */
    private static final double LEAST_VARIATION = 0.1;

    /** Deviation of a tag that did not move at all in normal operation. */
    private static final double LEAST_SCALE = 1e-9;

    /** Bound of a scaled value, so that neither its square nor a sum of squares overflows. */
    private static final double MOST_SCALED = 1e12;

    /** Variance that is added before the logarithm, in units of normal operation. */
    private static final double LEAST_VARIANCE = 1e-3;

    /** By which share of the distance the normal means follow with each row. */
    private static final double FOLLOWS = 0.005;

    /** Score from which they do not follow: what looks like a fault is not learned. */
    private static final double FOLLOWS_BELOW = 0.8;

    /** How far they may go from the calibration, in deviations of a tag: slow wear is reported at last. */
    private static final double FOLLOWS_WITHIN = 3;

    /** By how much the square of a remainder must be larger for the relation, not the level, to be called unusual. */
    private static final double CLEARLY = 2;

    /** An anomaly ends when the score is below this, not when it is below 1. */
    public static final double RELEASED_BELOW = 0.6;

    private final Calibration learned;
    private final Relations relations;
    private final double[] baseline;
    private final double steadyLimit;
    private final double variationLimit;
    private final RowWindow window;

    private AssetMonitor(Calibration learned, double[] baseline, MonitorSettings settings) {
        int tags = learned.mean().length;
        this.learned = learned;
        this.relations = Relations.of(tags, learned.relations());
        this.baseline = baseline;
        this.steadyLimit = ChiSquare.upper(tags == 1 ? 1 : 2 * tags, settings.falseAlarm());
        this.variationLimit = ChiSquare.upper(tags, settings.falseAlarm());
        this.window = new RowWindow(settings.window(), tags);
    }

    /**
     * Calibrates a monitor.
     *
     * @param rows of normal operation, oldest first; judging continues after them
     * @throws IllegalArgumentException when there are too few, or one is not finite
     */
    public static AssetMonitor calibrated(double[][] rows, MonitorSettings settings) {
        int least = settings.blocks() * settings.window();
        if (rows.length < least) {
            throw new IllegalArgumentException(
                    "an asset is calibrated on at least " + least + " rows of normal operation, not " + rows.length);
        }
        int tags = rows[0].length;
        for (double[] row : rows) check(row, tags);
        Moments moments = Moments.of(Arrays.asList(rows));
        double[] scale = new double[tags];
        for (int c = 0; c < tags; c++) {
            scale[c] = Math.clamp(
                    Math.sqrt(moments.variances()[c]),
                    LEAST_SCALE * Math.max(1, Math.abs(moments.means()[c])),
                    Double.MAX_VALUE);
        }
        double[][] scaled = new double[rows.length][];
        for (int r = 0; r < rows.length; r++) scaled[r] = scaled(rows[r], moments.means(), scale);
        Relations relations = Relations.learned(scaled);
        Moments usual = usual(scaled, relations, settings);
        double[] deviation = new double[3 * tags];
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = Math.sqrt(usual.variances()[i]) + (i < 2 * tags ? LEAST_DEVIATION : LEAST_VARIATION);
        }
        AssetMonitor monitor = new AssetMonitor(
                new Calibration(moments.means(), scale, relations.packed(), usual.means(), deviation),
                new double[tags],
                settings);
        for (int r = rows.length - settings.window(); r < rows.length; r++) monitor.window.add(scaled[r]);
        return monitor;
    }

    /** Means of what is compared over the windows of normal operation, and the squares of its units. */
    private static Moments usual(double[][] scaled, Relations relations, MonitorSettings settings) {
        int tags = scaled[0].length;
        RowWindow window = new RowWindow(settings.window(), tags);
        int windows = scaled.length - settings.window() + 1;
        double[] still = new double[tags];
        double[] mean = new double[3 * tags];
        double[] squares = new double[3 * tags];
        double[][] parts = new double[settings.blocks()][3 * tags];
        int[] counts = new int[settings.blocks()];
        for (int r = 0; r < scaled.length; r++) {
            window.add(scaled[r]);
            if (!window.isFull()) continue;
            double[] features = features(window, still, relations);
            int part = (int) ((long) (r - settings.window() + 1) * settings.blocks() / windows);
            counts[part]++;
            for (int i = 0; i < features.length; i++) {
                mean[i] += features[i] / windows;
                squares[i] += features[i] * features[i] / windows;
                parts[part][i] += features[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            double drift = 0;
            for (int p = 0; p < parts.length; p++) {
                if (counts[p] > 0) drift = Math.max(drift, Math.abs(parts[p][i] / counts[p] - mean[i]));
            }
            squares[i] = Math.max(0, squares[i] - mean[i] * mean[i]) + drift * drift;
        }
        return new Moments(mean, squares);
    }

    private static double[] scaled(double[] row, double[] mean, double[] scale) {
        double[] scaled = new double[row.length];
        for (int c = 0; c < scaled.length; c++) {
            scaled[c] = Math.clamp((row[c] - mean[c]) / scale[c], -MOST_SCALED, MOST_SCALED);
        }
        return scaled;
    }

    /** Means less the baseline, their remainders, and logarithms of variances. */
    private static double[] features(RowWindow window, double[] baseline, Relations relations) {
        int tags = baseline.length;
        double[] mean = window.mean();
        double[] variance = window.variance(mean);
        double[] features = new double[3 * tags];
        for (int c = 0; c < tags; c++) {
            features[c] = mean[c] - baseline[c];
            features[2 * tags + c] = Math.log(variance[c] + LEAST_VARIANCE);
        }
        relations.remainders(features, features, tags);
        return features;
    }

    private static void check(double[] row, int tags) {
        if (row.length != tags) {
            throw new IllegalArgumentException("a row has " + row.length + " tags, the asset " + tags);
        }
        for (double value : row) {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a row holds a value that is not finite");
        }
    }

    /**
     * The calibration of a monitor.
     *
     * @param mean of each tag in normal operation
     * @param scale deviation of each tag from it, row by row
     * @param relations between the tags, the lower triangle of the inverse of their correlations with a ridge on the diagonal
     * @param usual means, remainders and variances of windows in normal operation, one after the other
     * @param deviation units in which their distances are measured
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
    public record Calibration(double[] mean, double[] scale, float[] relations, double[] usual, double[] deviation) {
        public Calibration {
            int tags = mean.length;
            if (tags == 0 || scale.length != tags || usual.length != 3 * tags || deviation.length != 3 * tags) {
                throw new IllegalArgumentException("no calibration: " + tags + " means, " + scale.length + " scales, "
                        + usual.length + " usual values, " + deviation.length + " deviations");
            }
        }
    }

    public Calibration calibration() {
        return learned;
    }

    /** How far the normal means are from the calibration by now, by tag, in its scales. */
    public double[] baseline() {
        return baseline.clone();
    }

    /**
     * Resumes with the calibration of another monitor.
     *
     * @param baseline of that monitor; 0 for each tag after a calibration
     * @param latest rows before the next one, oldest first; as many as the window holds, or fewer
     */
    public static AssetMonitor resumed(
            Calibration learned, double[] baseline, MonitorSettings settings, double[][] latest) {
        check(baseline, learned.mean().length);
        AssetMonitor monitor = new AssetMonitor(learned, baseline.clone(), settings);
        for (double[] row : latest) {
            check(row, baseline.length);
            monitor.window.add(scaled(row, learned.mean(), learned.scale()));
        }
        return monitor;
    }

    /** Judges the next row.
     * @throws IllegalArgumentException when it does not have the asset's tags or is not finite; it is not counted then */
    public Judgement next(double[] row) {
        int tags = baseline.length;
        check(row, tags);
        window.add(scaled(row, learned.mean(), learned.scale()));
        double[] features = features(window, baseline, relations);
        double[] squares = new double[3 * tags];
        double steady = 0;
        double varying = 0;
        for (int i = 0; i < squares.length; i++) {
            if (tags == 1 && i == 1) continue; // its remainder is its mean, which counts once
            double off = (features[i] - learned.usual()[i]) / learned.deviation()[i];
            squares[i] = off * off;
            if (i < 2 * tags) steady += squares[i];
            else varying += squares[i];
        }
        boolean varies = varying / variationLimit > steady / steadyLimit;
        double score = Math.sqrt(varies ? varying / variationLimit : steady / steadyLimit);
        if (window.isFull() && score < FOLLOWS_BELOW) follow(features);
        return varies ? judgement(score, squares, varying, true) : judgement(score, squares, steady, false);
    }

    private void follow(double[] features) {
        for (int c = 0; c < baseline.length; c++) {
            baseline[c] = Math.clamp(baseline[c] + FOLLOWS * features[c], -FOLLOWS_WITHIN, FOLLOWS_WITHIN);
        }
    }

    private Judgement judgement(double score, double[] squares, double sum, boolean varies) {
        int tags = baseline.length;
        double[] shares = new double[tags];
        Sign[] signs = new Sign[tags];
        for (int c = 0; c < tags; c++) {
            double all = varies ? squares[2 * tags + c] : squares[c] + squares[tags + c];
            shares[c] = sum > 0 ? all / sum : 0;
            boolean related = squares[tags + c] > CLEARLY * squares[c];
            signs[c] = varies ? Sign.VARIATION : related ? Sign.RELATION : Sign.LEVEL;
        }
        return new Judgement(score, shares, signs);
    }

    /**
     * Predicts each tag from all others by ridge regression. The inverse of the
     * correlations with the ridge on their diagonal holds all of these regressions: row i over its diagonal element is what
     * remains of tag i. Immutable.
     */
    private static final class Relations {
        /** Added to the diagonal of the correlations: with few rows, relations that are chance count little. */
        private static final double RIDGE = 0.3;

        private final int tags;
        /** The lower triangle of the inverse, row after row. */
        private final float[] inverse;

        private Relations(int tags, float[] inverse) {
            this.tags = tags;
            this.inverse = inverse;
        }

        /** The relations between tags in rows of mean 0 and deviation 1. */
        static Relations learned(double[][] rows) {
            int tags = rows[0].length;
            DMatrixRMaj correlations = CommonOps_DDRM.identity(tags);
            CommonOps_DDRM.scale(RIDGE, correlations);
            DMatrixRMaj values = new DMatrixRMaj(rows);
            DMatrixRMaj products = new DMatrixRMaj(tags, tags);
            CommonOps_DDRM.multInner(values, products);
            CommonOps_DDRM.addEquals(correlations, 1.0 / rows.length, products);
            DMatrixRMaj inverted = new DMatrixRMaj(tags, tags);
            if (!CommonOps_DDRM.invertSPD(correlations, inverted)) {
                throw new IllegalStateException("correlations of " + tags + " tags with a ridge cannot be inverted");
            }
            float[] inverse = new float[tags * (tags + 1) / 2];
            int at = 0;
            for (int i = 0; i < tags; i++) {
                for (int j = 0; j <= i; j++) inverse[at++] = (float) inverted.get(i, j);
            }
            return new Relations(tags, inverse);
        }

        /**
         * Takes relations up again.
         *
         * @param inverse from {@link #packed}
         * @throws IllegalArgumentException when it is not of that many tags
         */
        static Relations of(int tags, float[] inverse) {
            if (inverse.length != tags * (tags + 1) / 2) {
                throw new IllegalArgumentException(inverse.length + " numbers do not relate " + tags + " tags");
            }
            return new Relations(tags, inverse.clone());
        }

        float[] packed() {
            return inverse.clone();
        }

        /**
         * Computes the remainder of each tag's value after the regression on the others.
         *
         * @param into takes the remainders, from the offset on; it may be the array of the values behind them
         */
        void remainders(double[] values, double[] into, int offset) {
            int at = 0;
            for (int i = 0; i < tags; i++) {
                double sum = 0;
                for (int j = 0; j < i; j++, at++) {
                    sum += inverse[at] * values[j];
                    into[offset + j] += inverse[at] * values[i];
                }
                into[offset + i] = sum + inverse[at++] * values[i];
            }
            at = 0;
            for (int i = 0; i < tags; i++) {
                at += i;
                into[offset + i] /= inverse[at++];
            }
        }
    }
}
