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

    /** The word of {@code priority} of {@code study_revision r}, in SQL. */
    public static final String WORD = "(array['stat', 'high', 'routine', 'low'])[r.priority]";

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
