package io.trivium.industrial.model;

/**
 * Settings of the monitor of an asset.
 *
 * @param window rows whose mean is judged
 * @param blocks equal parts of the calibration; the distance of their means shows the drift of a tag in normal
 * operation
 * @param falseAlarm probability of a score of 1 in normal operation, if rows and tags are independent and normally
 * distributed; they are not, so that the level of an asset's monitor is far below the share of false alarms
 */
public record MonitorSettings(int window, int blocks, double falseAlarm) {
    /** Settings of the monitor of every asset. */
    public static final MonitorSettings USUAL = new MonitorSettings(20, 8, 1e-12);

    /** Settings for {@link ChangeMonitor}. */
    public static final MonitorSettings CHANGES = new MonitorSettings(20, 8, 1e-4);

    public MonitorSettings {
        if (window < 1 || blocks < 2 || !(falseAlarm > 0 && falseAlarm < 0.5)) {
            throw new IllegalArgumentException(
                    "window " + window + ", blocks " + blocks + ", false alarms " + falseAlarm + " are out of range");
        }
    }
}
