package io.trivium.industrial.alarm.rule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The origin of an alarm. */
public enum AlarmKind {
    /** A tag beyond a limit. */
    LIMIT,
    /** An asset whose readings do not arrive. */
    SILENCE,
    /** A monitor's score beyond a limit; 1 is the asset's own. */
    ANOMALY,
    /** An estimate of remaining useful life below a limit, in cycles. */
    REMAINING_LIFE,
    /** The probability that a cycle was defective beyond a limit. */
    CYCLE_DEFECT;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException for any name but the five
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AlarmKind of(String wireName) {
        for (AlarmKind kind : values()) {
            if (kind.wireName.equals(wireName)) return kind;
        }
        throw new IllegalArgumentException("kind is none of limit, silence, anomaly, remaining-life, cycle-defect");
    }
}
