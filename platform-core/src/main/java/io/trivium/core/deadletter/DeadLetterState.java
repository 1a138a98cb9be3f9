package io.trivium.core.deadletter;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a dead letter. */
public enum DeadLetterState {
    /** Waits for an operator to settle it. */
    OPEN,
    /** Sent to its topic of origin once more. */
    REPLAYED,
    /** Given up, with a reason. */
    DISCARDED;

    /** As stored and shown. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of this word, such as {@code open}. */
    @JsonCreator
    public static DeadLetterState fromString(String word) {
        for (DeadLetterState state : values()) {
            if (state.word().equals(word)) return state;
        }
        throw new IllegalArgumentException("a dead letter is open, replayed or discarded");
    }
}
