package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The use that the consent or contract for an example allows. */
public enum Use {
    /** Any part of a data set. */
    TRAINING,
    /** Validation and test only. */
    EVALUATION,
    /** No data set at all: kept for looking up. */
    NONE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
