package io.trivium.runtime.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The change of an alias. */
enum PromotionAction {
    PROMOTE,
    ROLLBACK,
    REMOVE;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
