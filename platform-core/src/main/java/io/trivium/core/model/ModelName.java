package io.trivium.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of a model, under which callers ask for it and the registry holds its versions.
 *
 * @param value {@code [a-z][a-z0-9-]{0,62}}, such as {@code fin-authorization-risk}
 */
public record ModelName(@JsonValue String value) implements Comparable<ModelName> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ModelName {
        if (!Word.is(value)) throw new IllegalArgumentException("not a model name (" + Word.RULE + ")");
    }

    /** The name, or empty when the text is absent or not one. */
    public static Optional<ModelName> parse(@Nullable String text) {
        return text != null && Word.is(text) ? Optional.of(new ModelName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(ModelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
