package io.trivium.industrial.workorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was found. */
public enum WorkOrderOutcome {
    /** What the alarm or the estimate said. */
    CONFIRMED,
    /** Nothing was wrong. */
    FALSE_ALARM,
    /** Something else was wrong. */
    OTHER_CAUSE,
    /** Work that was due whatever the asset's condition. */
    PREVENTIVE;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The value of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static WorkOrderOutcome of(String wireName) {
        for (WorkOrderOutcome value : values()) {
            if (value.wireName.equals(wireName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("outcome is none of confirmed, false-alarm, other-cause, preventive");
    }
}
