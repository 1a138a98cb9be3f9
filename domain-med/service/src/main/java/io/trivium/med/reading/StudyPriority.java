package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The priority of a study. */
public enum StudyPriority {
    STAT(1),
    HIGH(2),
    ROUTINE(3),
    LOW(4);

    private final int number;

    StudyPriority(int number) {
        this.number = number;
    }

    public static StudyPriority of(int number) {
        for (StudyPriority priority : values()) {
            if (priority.number == number) {
                return priority;
            }
        }
        throw new IllegalArgumentException("no priority " + number);
    }

    /** As in {@code study_revision.priority}, 1 the most urgent. */
    public int number() {
        return number;
    }

    /** As written in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
