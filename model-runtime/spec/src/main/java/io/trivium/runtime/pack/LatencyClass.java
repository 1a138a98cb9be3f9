package io.trivium.runtime.pack;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The urgency of the answers for callers of a model. */
public enum LatencyClass {
    INTERACTIVE("interactive"),
    NEAR_REAL_TIME("near-real-time"),
    BULK("bulk");

    private final String label;

    LatencyClass(String label) {
        this.label = label;
    }

    /** The class of a name such as {@code near-real-time}. */
    public static Optional<LatencyClass> ofLabel(String label) {
        for (LatencyClass each : values()) {
            if (each.label.equals(label)) return Optional.of(each);
        }
        return Optional.empty();
    }

    @JsonValue
    @Override
    public String toString() {
        return label;
    }
}
