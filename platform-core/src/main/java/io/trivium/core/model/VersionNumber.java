package io.trivium.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The number of a version of a model. Numbers are compared part by part, so {@code 1.10} is newer than {@code 1.9}; a
 * shorter one is padded with zeros. Two texts of the same number, such as {@code 1} and {@code 1.0}, compare as the same
 * and are not equal, since each names a version of its own.
 *
 * @param value one to four numbers of at most nine digits with dots between, such as {@code 2026.3.1}
 */
public record VersionNumber(@JsonValue String value) implements Comparable<VersionNumber> {
    private static final int MOST_PARTS = 4;
    private static final int MOST_DIGITS = 9;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public VersionNumber {
        if (!isNumber(value)) {
            throw new IllegalArgumentException("not a version number (one to four numbers with dots between)");
        }
    }

    /** The number, or empty when the text is absent or not one. */
    public static Optional<VersionNumber> parse(@Nullable String text) {
        return text != null && isNumber(text) ? Optional.of(new VersionNumber(text)) : Optional.empty();
    }

    private static boolean isNumber(String text) {
        int parts = 1;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Word.isDigit(c)) {
                if (++digits > MOST_DIGITS) return false;
            } else {
                if (c != '.' || digits == 0 || ++parts > MOST_PARTS) return false;
                digits = 0;
            }
        }
        return digits > 0;
    }

    @Override
    public int compareTo(VersionNumber other) {
        String[] a = value.split("\\.", -1);
        String[] b = other.value.split("\\.", -1);
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            int order = Integer.compare(part(a, i), part(b, i));
            if (order != 0) return order;
        }
        return 0;
    }

    private static int part(String[] parts, int i) {
        return i < parts.length ? Integer.parseInt(parts[i]) : 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
