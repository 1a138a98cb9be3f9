package io.trivium.industrial.model;

/**
 * How an asset is watched.
 *
 * @param window rows whose mean is judged
 * @param blocks equal parts of the calibration; how far their means lie apart says how much a tag drifts by itself
 * @param falseAlarm probability of a score of 1 in normal operation, were tags independent and normally distributed
 */
public record MonitorSettings(int window, int blocks, double falseAlarm) {
    /** What assets are watched with unless their type says otherwise. */
    public static final MonitorSettings USUAL = new MonitorSettings(20, 8, 1e-4);

    public MonitorSettings {
        if (window < 1 || blocks < 2 || !(falseAlarm > 0 && falseAlarm < 0.5))
            throw new IllegalArgumentException(
                    "window " + window + ", blocks " + blocks + ", false alarms " + falseAlarm + " are out of range");
    }
}
