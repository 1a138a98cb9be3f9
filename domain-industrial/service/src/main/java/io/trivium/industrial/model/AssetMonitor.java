package io.trivium.industrial.model;

/**
 * Watches one asset row by row. Every tag's mean over the latest rows is compared with its mean in normal operation, in
 * units of its variation there: its windows' deviation and, as a measure of the tag's own drift, the largest distance
 * of a part of the calibration from the whole. So a drifting temperature does not alarm because of its drift, and a
 * flow that is constant alarms for a small change. The squares over all tags are compared with a chi-square limit
 * (Hotelling's T² without correlations). Belongs to one thread.
 */
public final class AssetMonitor {
    /** Added to a deviation, as a share of the tag's own: a tag that hardly moved may yet have been rounded. */
    private static final double LEAST_SHARE = 1e-3;

    private static final double LEAST_DEVIATION = 1e-9;

    private final double[] mean;
    private final double[] deviation;
    private final double limit;
    private final RowWindow window;

    private AssetMonitor(double[] mean, double[] deviation, double limit, RowWindow window) {
        this.mean = mean;
        this.deviation = deviation;
        this.limit = limit;
        this.window = window;
    }

    /**
     * Calibrates a monitor.
     *
     * @param rows of normal operation, oldest first; judging continues after them
     * @throws IllegalArgumentException when there are too few, or one is not finite
     */
    public static AssetMonitor calibrated(double[][] rows, MonitorSettings settings) {
        int least = settings.blocks() * settings.window();
        if (rows.length < least)
            throw new IllegalArgumentException(
                    "an asset is calibrated on at least " + least + " rows of normal operation, not " + rows.length);
        int tags = rows[0].length;
        for (double[] row : rows) check(row, tags);
        double[] mean = mean(rows, 0, rows.length);
        double[] variance = new double[tags];
        double[] windowVariance = new double[tags];
        RowWindow window = new RowWindow(settings.window(), tags);
        int windows = rows.length - settings.window() + 1;
        for (double[] row : rows) {
            window.add(row);
            double[] latest = window.mean();
            for (int c = 0; c < tags; c++) {
                variance[c] += Math.pow(row[c] - mean[c], 2) / rows.length;
                if (window.isFull()) windowVariance[c] += Math.pow(latest[c] - mean[c], 2) / windows;
            }
        }
        double[] drift = drift(rows, mean, settings.blocks());
        double[] deviation = new double[tags];
        for (int c = 0; c < tags; c++)
            deviation[c] = Math.hypot(Math.sqrt(windowVariance[c]), drift[c])
                    + LEAST_SHARE * Math.sqrt(variance[c])
                    + LEAST_DEVIATION;
        return new AssetMonitor(mean, deviation, ChiSquare.upper(tags, settings.falseAlarm()), window);
    }

    private static double[] drift(double[][] rows, double[] mean, int blocks) {
        double[] most = new double[mean.length];
        for (int b = 0; b < blocks; b++) {
            double[] part = mean(rows, b * rows.length / blocks, (b + 1) * rows.length / blocks);
            for (int c = 0; c < most.length; c++) most[c] = Math.max(most[c], Math.abs(part[c] - mean[c]));
        }
        return most;
    }

    private static double[] mean(double[][] rows, int from, int to) {
        double[] mean = new double[rows[0].length];
        for (int r = from; r < to; r++) for (int c = 0; c < mean.length; c++) mean[c] += rows[r][c] / (to - from);
        return mean;
    }

    private static void check(double[] row, int tags) {
        if (row.length != tags)
            throw new IllegalArgumentException("a row has " + row.length + " tags, the asset " + tags);
        for (double value : row)
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a row holds a value that is not finite");
    }

    /**
     * The calibration of a monitor: its complete state except for the latest rows.
     *
     * @param mean of each tag in normal operation
     * @param deviation unit in which the distance of each tag is measured
     * @param limit of the sum of squares
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
    public record Calibration(double[] mean, double[] deviation, double limit) {
        public Calibration {
            if (mean.length == 0 || mean.length != deviation.length || !(limit > 0))
                throw new IllegalArgumentException("no calibration: " + mean.length + " means, " + deviation.length
                        + " deviations, limit " + limit);
        }
    }

    public Calibration calibration() {
        return new Calibration(mean.clone(), deviation.clone(), limit);
    }

    /**
     * Resumes with the calibration of another monitor.
     *
     * @param latest rows before the next one, oldest first; as many as the window holds, or fewer
     */
    public static AssetMonitor resumed(Calibration learned, MonitorSettings settings, double[][] latest) {
        RowWindow window = new RowWindow(settings.window(), learned.mean().length);
        for (double[] row : latest) {
            check(row, learned.mean().length);
            window.add(row);
        }
        return new AssetMonitor(learned.mean().clone(), learned.deviation().clone(), learned.limit(), window);
    }

    /** Judges the next row.
     * @throws IllegalArgumentException when it does not have the asset's tags or is not finite; it is not counted then */
    public Judgement next(double[] row) {
        check(row, mean.length);
        window.add(row);
        double[] latest = window.mean();
        double[] squares = new double[mean.length];
        double sum = 0;
        for (int c = 0; c < squares.length; c++) {
            squares[c] = Math.pow((latest[c] - mean[c]) / deviation[c], 2);
            sum += squares[c];
        }
        for (int c = 0; c < squares.length && sum > 0; c++) squares[c] /= sum;
        return new Judgement(Math.sqrt(sum / limit), squares);
    }
}
