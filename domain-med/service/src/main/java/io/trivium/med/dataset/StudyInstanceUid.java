package io.trivium.med.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The UID of a study (0020,000D).
 *
 * @param value as {@link Uids#isUid} takes it
 */
public record StudyInstanceUid(@JsonValue String value) implements Comparable<StudyInstanceUid> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public StudyInstanceUid {
        if (!Uids.isUid(value)) throw new IllegalArgumentException("not a UID (digits and single dots, at most 64)");
    }

    /** The UID, or empty when the text is absent or not one. */
    public static Optional<StudyInstanceUid> parse(@Nullable String text) {
        return text != null && Uids.isUid(text) ? Optional.of(new StudyInstanceUid(text)) : Optional.empty();
    }

    @Override
    public int compareTo(StudyInstanceUid other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
