package io.trivium.fin.casework.queue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The state of a case in its lifecycle. */
public enum CaseState {
    NEW("new"),
    IN_PROGRESS("in-progress"),
    /** With the supervisors. */
    ESCALATED("escalated"),
    CLOSED("closed");

    private final String wireName;

    CaseState(String wireName) {
        this.wireName = wireName;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The state of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CaseState of(String wireName) {
        for (CaseState state : values()) {
            if (state.wireName.equals(wireName)) return state;
        }
        throw new IllegalArgumentException("state is none of new, in-progress, escalated, closed");
    }
}
