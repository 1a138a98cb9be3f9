package io.trivium.fin.decision;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The answer to the acquirer. From lenient to strict, in this order. */
public enum Outcome {
    APPROVE,
    /** To a human, or to step-up authentication. */
    REFER,
    DECLINE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in events, JSON and tables. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The outcome of this name.
     *
     * @throws IllegalArgumentException for any name but the three
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Outcome of(String wireName) {
        for (Outcome outcome : values()) {
            if (outcome.wireName.equals(wireName)) return outcome;
        }
        throw new IllegalArgumentException("outcome is none of approve, refer, decline");
    }
}
