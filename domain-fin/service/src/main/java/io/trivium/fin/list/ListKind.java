package io.trivium.fin.list;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The purpose of a list. The rules that use it define the consequences of being on it. */
public enum ListKind {
    ALLOW,
    /** Its entries take effect only after a second person approved them. */
    BLOCK,
    WATCH;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException for any name but the three
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ListKind of(String wireName) {
        for (ListKind kind : values()) {
            if (kind.wireName.equals(wireName)) return kind;
        }
        throw new IllegalArgumentException("kind is none of allow, block, watch");
    }
}
