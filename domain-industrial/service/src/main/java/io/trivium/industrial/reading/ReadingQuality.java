package io.trivium.industrial.reading;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The quality of a reading; the codes are those of OPC, which Sparkplug B's property "Quality" also uses. */
public enum ReadingQuality {
    BAD(0),
    UNCERTAIN(64),
    GOOD(192);

    private final int code;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    ReadingQuality(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The quality of this name.
     *
     * @throws IllegalArgumentException for any name but the three
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ReadingQuality of(String wireName) {
        for (ReadingQuality quality : values()) {
            if (quality.wireName.equals(wireName)) return quality;
        }
        throw new IllegalArgumentException("quality is none of good, uncertain, bad");
    }

    /** From a code of OPC, whose upper two of eight bits count, or of Sparkplug B, where 500 is stale. */
    public static ReadingQuality ofCode(int code) {
        if (code > 255) return UNCERTAIN;
        return switch (code & 0xC0) {
            case 0xC0 -> GOOD;
            case 0x40 -> UNCERTAIN;
            default -> BAD;
        };
    }
}
