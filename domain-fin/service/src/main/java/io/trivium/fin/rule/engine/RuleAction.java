package io.trivium.fin.rule.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The effect of a live rule that hits on the decision. */
public enum RuleAction {
    /** Lifts a referral, never a decline and never a decision without a score. */
    APPROVE,
    /** Creates an alert and leaves the outcome unchanged. */
    ALERT,
    /** To a human, unless something declines. */
    REFER,
    DECLINE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in events, JSON and tables. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The action of this name.
     *
     * @throws IllegalArgumentException for any name but the four
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RuleAction of(String wireName) {
        for (RuleAction action : values()) {
            if (action.wireName.equals(wireName)) return action;
        }
        throw new IllegalArgumentException("action is none of approve, alert, refer, decline");
    }
}
