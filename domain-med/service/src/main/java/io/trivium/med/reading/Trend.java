package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the interval of a change of volume says. */
public enum Trend {
    /** The volume rose by more than the error of measurement. */
    GROWING,
    /** The volume doubles in no less than 400 days, whatever the error of measurement, if it rises at all. */
    STABLE,
    /** The volume fell by more than the error of measurement. */
    SHRINKING,
    /** The error of measurement or the interval between the studies allows neither statement. */
    UNDECIDED;

    /** As in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
