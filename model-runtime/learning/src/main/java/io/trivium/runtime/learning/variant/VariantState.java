package io.trivium.runtime.learning.variant;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a variant. */
public enum VariantState {
    /** Its tenant is served with it. */
    INSTALLED,
    /** A person, or the watch over faults, took it out; the tenant is served with the champion. */
    REMOVED,
    /** Another variant took its place, or another version became the champion. */
    SUPERSEDED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state's word among those of releases. */
    String asRelease() {
        return switch (this) {
            case INSTALLED -> "promoted";
            case REMOVED -> "rolled-back";
            case SUPERSEDED -> "superseded";
        };
    }
}
