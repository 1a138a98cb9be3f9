package io.trivium.industrial.reading;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How finely readings are kept. */
public enum RollUpLevel {
    /** Single readings. */
    READING("reading", 0),
    /** Of tags that are read at least five times a second. */
    SECOND("reading_1s", EpochMicros.SECOND),
    MINUTE("reading_1m", EpochMicros.MINUTE),
    HOUR("reading_1h", EpochMicros.HOUR);

    private final String table;
    private final long micros;

    RollUpLevel(String table, long micros) {
        this.table = table;
        this.micros = micros;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String table() {
        return table;
    }

    long floor(long at) {
        return micros == 0 ? at : at - Math.floorMod(at, micros);
    }

    /**
     * The coarsest level that still has a bucket for each stretch of that width.
     *
     * @param widthMicros what one pixel shows
     * @param fast whether the tag is read at least five times a second, and so has seconds
     * @param readingsKept whether single readings of the whole range are still there
     * @param secondsKept whether its seconds are
     */
    static RollUpLevel of(long widthMicros, boolean fast, boolean readingsKept, boolean secondsKept) {
        if (widthMicros >= EpochMicros.HOUR) {
            return HOUR;
        }
        if (widthMicros >= EpochMicros.MINUTE) {
            return MINUTE;
        }
        if (fast && secondsKept && (widthMicros >= EpochMicros.SECOND || !readingsKept)) {
            return SECOND;
        }
        return readingsKept ? READING : MINUTE;
    }
}
