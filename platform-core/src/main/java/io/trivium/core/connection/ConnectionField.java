package io.trivium.core.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a kind of connection.
 *
 * @param name in camel case; the key in {@code settings}
 * @param options the values of a choice, or of the entries of a list; empty: any
 * @param min shortest text in characters, smallest number, fewest entries
 * @param max longest text in characters, largest number, most entries
 * @param pattern regular expression that a text, or each entry of a list, matches; null: any
 * @param initial value where none is given; null: none
 * @param description one sentence with the unit, in English
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionField(
        String name,
        Type type,
        boolean required,
        List<String> options,
        long min,
        long max,
        @Nullable String pattern,
        @Nullable Object initial,
        String description) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9]{0,39}");
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_SECRET = 4000;
    private static final int MOST_ENTRIES = 50;

    public ConnectionField {
        if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("not the name of a field: " + name);
        options = List.copyOf(options);
    }

    /** Type of a setting. */
    public enum Type {
        /** A string. */
        TEXT,
        /** A whole number. */
        NUMBER,
        /** true or false. */
        FLAG,
        /** One of {@code options}. */
        CHOICE,
        /** A list of strings. */
        LIST,
        /** A string that is stored encrypted and never returned. */
        SECRET;

        /** As in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A text of 1 to 500 characters. */
    public static ConnectionField text(String name, String description) {
        return new ConnectionField(name, Type.TEXT, false, List.of(), 1, LONGEST_TEXT, null, null, description);
    }

    /** A whole number within these bounds. */
    public static ConnectionField number(String name, long min, long max, String description) {
        return new ConnectionField(name, Type.NUMBER, false, List.of(), min, max, null, null, description);
    }

    /** true or false; false where none is given. */
    public static ConnectionField flag(String name, String description) {
        return new ConnectionField(name, Type.FLAG, false, List.of(), 0, 0, null, false, description);
    }

    /** One of these values. */
    public static ConnectionField choice(String name, List<String> options, String description) {
        return new ConnectionField(name, Type.CHOICE, false, options, 0, 0, null, null, description);
    }

    /** A list of up to 50 texts. */
    public static ConnectionField list(String name, String description) {
        return new ConnectionField(name, Type.LIST, false, List.of(), 0, MOST_ENTRIES, null, null, description);
    }

    /** A secret of up to 4,000 characters. */
    public static ConnectionField secret(String name, String description) {
        return new ConnectionField(name, Type.SECRET, false, List.of(), 1, LONGEST_SECRET, null, null, description);
    }

    /** The same field, which must have a value. */
    public ConnectionField asRequired() {
        long least = type == Type.LIST ? Math.max(min, 1) : min;
        return new ConnectionField(name, type, true, options, least, max, pattern, initial, description);
    }

    /** The same field with this value where none is given. */
    public ConnectionField withInitial(Object value) {
        return new ConnectionField(name, type, required, options, min, max, pattern, value, description);
    }

    /** The same field for values, or entries, that match the regular expression as a whole. */
    public ConnectionField matching(String expression) {
        return new ConnectionField(name, type, required, options, min, max, expression, initial, description);
    }

    /** The same field with other bounds. */
    public ConnectionField within(long least, long most) {
        return new ConnectionField(name, type, required, options, least, most, pattern, initial, description);
    }

    /** The same list, whose entries are of these. */
    public ConnectionField of(List<String> entries) {
        return new ConnectionField(name, type, required, entries, min, max, pattern, initial, description);
    }
}
