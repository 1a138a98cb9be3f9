package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which of the sources that speak of one example has the word. */
public enum LabelRule {
    /** The one that spoke last. */
    LATEST,
    /** The one whose source is first in the task's order. */
    PRECEDENCE,
    /** All or none: an example they do not agree on has no label. */
    UNANIMOUS;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
