package io.trivium.runtime.frontpage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The health of a service. */
public enum Health {
    /** It answers that it is ready. */
    UP,
    /** It answers, but is not ready. */
    DOWN,
    /** It does not answer. */
    UNREACHABLE;

    /** As shown. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
