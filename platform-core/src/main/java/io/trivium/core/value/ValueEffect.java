package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The position of a line in the sum. */
public enum ValueEffect {
    BENEFIT,
    COST,
    /** For information, not counted in the sums. */
    NONE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
