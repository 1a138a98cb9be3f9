package io.trivium.runtime.registry.store;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The source of a pack. */
public enum PackSource {
    /** Shipped with the platform. */
    BUNDLED,
    /** Sent by an operator. */
    UPLOADED;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
