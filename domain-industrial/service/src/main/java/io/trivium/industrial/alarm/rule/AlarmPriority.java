package io.trivium.industrial.alarm.rule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The urgency of an action (priorities of ISA-18.2), the lowest first. */
public enum AlarmPriority {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The priority of this name.
     *
     * @throws IllegalArgumentException for any name but the four
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AlarmPriority of(String wireName) {
        for (AlarmPriority priority : values()) {
            if (priority.wireName.equals(wireName)) return priority;
        }
        throw new IllegalArgumentException("priority is none of low, medium, high, critical");
    }
}
