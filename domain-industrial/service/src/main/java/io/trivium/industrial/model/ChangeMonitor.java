package io.trivium.industrial.model;

/**
 * Detects when the behaviour of an asset changes: when the mean of the latest rows differs from that of the rows before
 * them by more than in normal operation. The squared distances of all tags, each in its own deviation, are compared
 * with a chi-square limit; a score is reported only if it exceeds all within the hold before it, so that one change is
 * reported once. Belongs to one thread.
 */
public final class ChangeMonitor {
    private static final double LEAST_DEVIATION = 1e-9;

    private final double[] deviation;
    private final double limit;
    private final int hold;
    private final RowWindow latest;
    private final RowWindow before;
    private final double[][] rows;
    private final Values scores = new Values();
    private long seen;

    private ChangeMonitor(double[] deviation, double limit, int window, int hold) {
        this.deviation = deviation;
        this.limit = limit;
        this.hold = hold;
        this.latest = new RowWindow(window, deviation.length);
        this.before = new RowWindow(window, deviation.length);
        this.rows = new double[window][deviation.length];
    }

    /**
     * Calibrates a monitor.
     *
     * @param normal rows without a change, oldest first; judging continues after them
     * @param hold rows within which only a larger change is reported again
     * @throws IllegalArgumentException when there are too few rows
     */
    public static ChangeMonitor calibrated(double[][] normal, MonitorSettings settings, int hold) {
        int window = settings.window();
        if (normal.length < settings.blocks() * window) {
            throw new IllegalArgumentException("an asset is calibrated on at least " + settings.blocks() * window
                    + " rows of normal operation, not " + normal.length);
        }
        int tags = normal[0].length;
        double[] squares = new double[tags];
        int counted = 0;
        ChangeMonitor plain = new ChangeMonitor(new double[tags], 1, window, hold);
        for (double[] row : normal) {
            double[] off = plain.difference(row);
            if (!plain.before.isFull()) continue;
            for (int c = 0; c < tags; c++) squares[c] += off[c] * off[c];
            counted++;
        }
        double[] deviation = new double[tags];
        for (int c = 0; c < tags; c++) deviation[c] = Math.sqrt(squares[c] / counted) + LEAST_DEVIATION;
        ChangeMonitor monitor =
                new ChangeMonitor(deviation, Math.sqrt(ChiSquare.upper(tags, settings.falseAlarm())), window, hold);
        for (int r = normal.length - 2 * window; r < normal.length; r++) monitor.difference(normal[r]);
        return monitor;
    }

    /** Mean of the latest rows less that of the ones before them; 0 before there are enough. */
    private double[] difference(double[] row) {
        int at = (int) (seen % rows.length);
        if (seen++ >= rows.length) before.add(rows[at]);
        rows[at] = row.clone();
        latest.add(row);
        double[] off = new double[row.length];
        if (!before.isFull()) return off;
        double[] now = latest.mean();
        double[] then = before.mean();
        for (int c = 0; c < off.length; c++) off[c] = now[c] - then[c];
        return off;
    }

    /** Judges the next row: 0, or the size of a change in units of the limit; 1 and more is one. */
    public double next(double[] row) {
        if (row.length != deviation.length) {
            throw new IllegalArgumentException("a row has " + row.length + " tags, the asset " + deviation.length);
        }
        for (double value : row) {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a row holds a value that is not finite");
        }
        double[] off = difference(row);
        double sum = 0;
        for (int c = 0; c < off.length; c++) sum += Math.pow(off[c] / deviation[c], 2);
        double score = Math.sqrt(sum) / limit;
        double most = 0;
        for (int i = Math.max(0, scores.count() - hold); i < scores.count(); i++) most = Math.max(most, scores.get(i));
        scores.add(score);
        return score > most ? score : 0;
    }
}
