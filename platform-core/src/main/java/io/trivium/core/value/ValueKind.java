package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The subject of a line. */
public enum ValueKind {
    MONEY,
    HOURS,
    RISK;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
