package io.trivium.runtime.learning.release.figure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The two versions of a release. */
public enum Side {
    CHAMPION,
    CHALLENGER;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
