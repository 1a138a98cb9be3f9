package io.trivium.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The task that models are trained for and that examples and labels belong to.
 *
 * @param value {@code [a-z][a-z0-9-]{0,62}}, such as {@code med-lung-nodule}
 */
public record TaskName(@JsonValue String value) implements Comparable<TaskName> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TaskName {
        if (!Word.is(value)) throw new IllegalArgumentException("not a task name (" + Word.RULE + ")");
    }

    /** The name, or empty when the text is absent or not one. */
    public static Optional<TaskName> parse(@Nullable String text) {
        return text != null && Word.is(text) ? Optional.of(new TaskName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(TaskName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
