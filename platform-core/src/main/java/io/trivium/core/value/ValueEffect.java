package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a line goes in the sum. */
public enum ValueEffect {
    BENEFIT,
    COST,
    /** To be known, in no sum. */
    NONE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
