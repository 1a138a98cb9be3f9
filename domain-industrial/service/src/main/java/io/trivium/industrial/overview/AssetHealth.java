package io.trivium.industrial.overview;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The health of an asset, by the action that it requires. */
public enum AssetHealth {
    GOOD,
    /** Rising anomaly, or an alarm of low or medium priority. */
    WATCH,
    /** Remaining life within the planning window, or an alarm of high priority. */
    PLAN,
    /** A critical alarm, or remaining life that leaves no time to plan. */
    ACT,
    /** Nothing is received, so nothing is known. */
    SILENT,
    /** Its monitor does not know yet what is normal. */
    LEARNING;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }
}
