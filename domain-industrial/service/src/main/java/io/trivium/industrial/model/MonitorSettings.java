package io.trivium.industrial.model;

/**
 * Settings of the monitor of an asset.
 *
 * @param window rows whose mean is judged
 * @param blocks equal parts of the calibration; the distance of their means shows the drift of a tag in normal
 * operation
 * @param falseAlarm probability of a score of 1 in normal operation, if tags are independent and normally distributed
 */
public record MonitorSettings(int window, int blocks, double falseAlarm) {
    /** The default settings, unless the asset type has its own. */
    public static final MonitorSettings USUAL = new MonitorSettings(20, 8, 1e-4);

    public MonitorSettings {
        if (window < 1 || blocks < 2 || !(falseAlarm > 0 && falseAlarm < 0.5))
            throw new IllegalArgumentException(
                    "window " + window + ", blocks " + blocks + ", false alarms " + falseAlarm + " are out of range");
    }
}
