package io.trivium.industrial.workorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The origin of a work order. */
public enum WorkOrderSource {
    ALARM,
    REMAINING_LIFE,
    MANUAL;

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
    public static WorkOrderSource of(String wireName) {
        for (WorkOrderSource value : values()) {
            if (value.wireName.equals(wireName)) return value;
        }
        throw new IllegalArgumentException("source is none of alarm, remaining-life, manual");
    }
}
