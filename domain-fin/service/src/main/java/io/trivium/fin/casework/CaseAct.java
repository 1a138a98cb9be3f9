package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The acts of users on a case. */
public enum CaseAct {
    TAKE,
    HAND_OVER,
    ESCALATE,
    DISPOSE,
    NOTE,
    RELEASE,
    REOPEN;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @JsonValue
    public String wireName() {
        return wireName;
    }
}
