package io.trivium.fin.rule.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The severity of a hit; the order in which a queue is processed within equal priority. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in events, JSON and tables. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The severity of this name.
     *
     * @throws IllegalArgumentException for any name but the four
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Severity of(String wireName) {
        for (Severity severity : values()) {
            if (severity.wireName.equals(wireName)) return severity;
        }
        throw new IllegalArgumentException("severity is none of low, medium, high, critical");
    }
}
