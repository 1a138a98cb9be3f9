package io.trivium.runtime.registry.store;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The change of an alias. */
public enum PromotionAction {
    PROMOTE,
    ROLLBACK,
    REMOVE;

    /** The name in JSON. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
