package io.trivium.runtime.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Side of the split. */
public enum Part {
    TRAIN,
    VALIDATION,
    TEST;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Part of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
