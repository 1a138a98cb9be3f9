package io.trivium.industrial.cycle;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a cycle. */
public enum CycleState {
    /** Not all of it was heard, so that it is not judged. */
    INCOMPLETE,
    /** One of the first of its job, which count as good. */
    REFERENCE,
    /** It is to be judged. */
    WAITING,
    /** The model said what it is. */
    JUDGED,
    /** No model could say what it is. */
    UNJUDGED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
