package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The origin of an input. */
public enum ValueOrigin {
    /** Counted by the platform. */
    LIVE,
    /** Given by the organisation. */
    PRICE,
    /** Given too, and said to be an assumption. */
    ASSUMPTION;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
