package io.trivium.industrial.workorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The finding. */
public enum WorkOrderOutcome {
    /** The failure that the alarm or the estimate predicted. */
    CONFIRMED,
    /** Nothing was wrong. */
    FALSE_ALARM,
    /** Something else was wrong. */
    OTHER_CAUSE,
    /** Work that was due regardless of the asset's condition. */
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
            if (value.wireName.equals(wireName)) return value;
        }
        throw new IllegalArgumentException("outcome is none of confirmed, false-alarm, other-cause, preventive");
    }
}
