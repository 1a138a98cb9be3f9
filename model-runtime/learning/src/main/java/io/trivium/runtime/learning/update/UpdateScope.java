package io.trivium.runtime.learning.update;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The tenants that an update trains for. Whatever the scope, it learns from the rows of one tenant alone. */
public enum UpdateScope {
    /** For all tenants: it is offered for release and may become the champion. */
    PLATFORM,
    /** For the tenant whose rows it learned from, as a variant of the champion; it never serves another tenant. */
    TENANT;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
