package io.trivium.fin.rule.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a version of a rule: draft, shadow, live, retired. */
public enum RuleState {
    /** Written, evaluated nowhere. */
    DRAFT,
    /** Evaluated with every decision and recorded, without any effect on it. */
    SHADOW,
    /** Takes part in every decision. */
    LIVE,
    /** Evaluated no more; kept for the record. */
    RETIRED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in events, JSON and tables. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The state of this name.
     *
     * @throws IllegalArgumentException for any name but the four
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RuleState of(String wireName) {
        for (RuleState state : values()) {
            if (state.wireName.equals(wireName)) return state;
        }
        throw new IllegalArgumentException("state is none of draft, shadow, live, retired");
    }
}
