package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The unit of a figure. */
public enum ValueUnit {
    /** In the view's currency. */
    MONEY,
    HOURS,
    MINUTES,
    DAYS,
    COUNT,
    /** In [0, 1]. */
    SHARE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
