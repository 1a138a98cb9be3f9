package io.trivium.industrial.alarm.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an operator says an alarm was. */
public enum AlarmVerdict {
    /** The asset was not well. */
    REAL,
    /** Unusual, for a reason that is known and is no fault, such as a test run. */
    KNOWN_CAUSE,
    /** Nothing that anyone should look at. */
    NUISANCE;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The verdict of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AlarmVerdict of(String wireName) {
        for (AlarmVerdict verdict : values()) {
            if (verdict.wireName.equals(wireName)) return verdict;
        }
        throw new IllegalArgumentException("verdict is none of real, known-cause, nuisance");
    }
}
