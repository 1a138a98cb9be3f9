package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a line is about. */
public enum ValueKind {
    MONEY,
    HOURS,
    RISK;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
