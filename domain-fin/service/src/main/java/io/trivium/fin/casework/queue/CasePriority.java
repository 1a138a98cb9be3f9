package io.trivium.fin.casework.queue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The priority of a case, the most urgent first. */
public enum CasePriority {
    CRITICAL(1),
    HIGH(2),
    MEDIUM(3),
    LOW(4);

    private final int rank;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    CasePriority(int rank) {
        this.rank = rank;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** 1 for the most urgent to 4; the form in the table, which sorts by it. */
    public int rank() {
        return rank;
    }

    /**
     * The priority of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CasePriority of(String wireName) {
        for (CasePriority priority : values()) {
            if (priority.wireName.equals(wireName)) return priority;
        }
        throw new IllegalArgumentException("priority is none of critical, high, medium, low");
    }

    /** The more urgent of the two. */
    public CasePriority or(CasePriority other) {
        return rank <= other.rank ? this : other;
    }
}
