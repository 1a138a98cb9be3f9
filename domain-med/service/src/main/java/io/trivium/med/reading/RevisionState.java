package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a complete set of instances: the processing by the models, not whether a person read them. */
public enum RevisionState {
    QUEUED,
    RUNNING,
    /** Processed by the models. */
    DONE,
    /** Not processed, for a reason in the images. */
    REFUSED,
    FAILED;

    /**
     * The state of a word.
     *
     * @throws IllegalArgumentException for any other word
     */
    @JsonCreator
    public static RevisionState of(String word) {
        for (RevisionState state : values()) {
            if (state.word().equals(word)) return state;
        }
        throw new IllegalArgumentException("state must be queued, running, done, refused or failed");
    }

    /** As in the table and in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
