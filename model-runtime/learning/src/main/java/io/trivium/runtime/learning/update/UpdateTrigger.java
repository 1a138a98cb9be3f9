package io.trivium.runtime.learning.update;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why there is an update. */
public enum UpdateTrigger {
    SCHEDULE,
    /** A user requested it. */
    DEMAND;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
