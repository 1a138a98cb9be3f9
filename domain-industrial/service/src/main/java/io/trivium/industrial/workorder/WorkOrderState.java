package io.trivium.industrial.workorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a work order. */
public enum WorkOrderState {
    PROPOSED,
    PLANNED,
    IN_PROGRESS,
    DONE,
    CANCELLED;

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
    public static WorkOrderState of(String wireName) {
        for (WorkOrderState value : values()) {
            if (value.wireName.equals(wireName)) return value;
        }
        throw new IllegalArgumentException("state is none of proposed, planned, in-progress, done, cancelled");
    }
}
