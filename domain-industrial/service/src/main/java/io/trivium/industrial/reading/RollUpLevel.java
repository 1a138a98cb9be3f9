package io.trivium.industrial.reading;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The resolutions at which readings are kept. */
public enum RollUpLevel {
    /** Single readings. */
    READING("reading", 0),
    /** Seconds, of tags that are read at least five times a second. */
    SECOND("reading_1s", EpochMicros.SECOND),
    MINUTE("reading_1m", EpochMicros.MINUTE),
    TEN_MINUTES("reading_10m", 10 * EpochMicros.MINUTE),
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

    /** Returns the retention time of this level. */
    Duration kept(ReadingConfig config) {
        return switch (this) {
            case READING -> config.keepReadings();
            case SECOND -> config.keepSeconds();
            case MINUTE -> config.keepMinutes();
            case TEN_MINUTES -> config.keepTenMinutes();
            case HOUR -> config.keepHours();
        };
    }

    /** Whether it follows from minutes, with the hour that it is in. */
    boolean isMadeWithHours() {
        return this == TEN_MINUTES || this == HOUR;
    }

    /**
     * The coarsest level that still has a bucket for each stretch of that width; a coarser one where that is no longer kept.
     *
     * @param widthMicros what one pixel shows
     * @param fast whether the tag is read at least five times a second, and so has seconds
     * @param kept whether a level still has the whole range
     */
    static RollUpLevel of(long widthMicros, boolean fast, Predicate<RollUpLevel> kept) {
        @Nullable RollUpLevel chosen = null;
        for (RollUpLevel level : values()) {
            boolean there = (level != SECOND || fast) && kept.test(level);
            if (there && (chosen == null || level.micros <= widthMicros)) chosen = level;
        }
        return chosen == null ? HOUR : chosen;
    }
}
