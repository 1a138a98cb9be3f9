package io.trivium.runtime.learning.update;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The progress of an update. The states before {@link #RELEASED} are steps, each done by the owner of the update. */
public enum UpdateState {
    QUEUED,
    FREEZING,
    EXPORTING,
    TRAINING,
    REGISTERING,
    GATING,
    RELEASING,
    /** Offered for release. */
    RELEASED,
    /** A gate did not let the challenger through. */
    REFUSED,
    FAILED,
    CANCELLED,
    /** There were no new examples, or the result was not better than the champion. */
    UNCHANGED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing happens to it any more. */
    public boolean isOver() {
        return compareTo(RELEASED) >= 0;
    }

    /** Whether an update may come from this state to another one. */
    public boolean mayBecome(UpdateState next) {
        if (isOver()) return false;
        return switch (next) {
            case QUEUED -> false;
            case FREEZING -> this == QUEUED;
            case EXPORTING -> this == FREEZING;
            case TRAINING -> this == EXPORTING;
            case REGISTERING -> this == TRAINING;
            case GATING -> this == REGISTERING;
            case RELEASING -> this == GATING;
            case RELEASED -> this == RELEASING;
            case REFUSED -> this == GATING;
            case UNCHANGED -> this == FREEZING || this == TRAINING;
            case CANCELLED -> this != RELEASING;
            case FAILED -> true;
        };
    }
}
