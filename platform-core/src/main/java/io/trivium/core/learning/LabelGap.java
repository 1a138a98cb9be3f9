package io.trivium.core.learning;

import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.core.observability.MetricNames;

/** Why there is no list of examples worth a label. */
public enum LabelGap {
    /** The model runtime has not completed the list in time; it continues, and the list is available a little later. */
    LATE,
    /** The model runtime cannot be reached, or refuses. */
    UNAVAILABLE,
    /** The model runtime knows no example of the organisation for the task. */
    NOTHING_LEARNED;

    @JsonValue
    public String wireName() {
        return MetricNames.tagValue(this);
    }
}
