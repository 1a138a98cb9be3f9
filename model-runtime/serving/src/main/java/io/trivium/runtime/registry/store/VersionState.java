package io.trivium.runtime.registry.store;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The registry's intended state of a version. */
public enum VersionState {
    /** Known and stored, not in memory. */
    REGISTERED,
    /** In memory; answers requests that name it. */
    LOADED,
    /** In memory and a candidate for requests without a version; the latest activated one gets them. */
    ACTIVE,
    /** Could not be loaded when the service started; the reason is kept. */
    FAILED,
    /** Its files are removed; it is known by name and never comes back. */
    DELETED;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isInMemory() {
        return this == LOADED || this == ACTIVE;
    }
}
