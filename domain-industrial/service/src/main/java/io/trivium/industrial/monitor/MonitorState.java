package io.trivium.industrial.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a monitor. */
public enum MonitorState {
    /** It has no calibration yet, and judges nothing. */
    LEARNING,
    WATCHING,
    /** The asset's type no longer requires a monitor. */
    STOPPED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }
}
