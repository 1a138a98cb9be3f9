package io.trivium.industrial.reading;

import java.time.Instant;

/** Times as microseconds since 1970-01-01T00:00Z, PostgreSQL's resolution. */
public final class EpochMicros {
    static final long SECOND = 1_000_000L;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;

    /** From 1970 to 2100: a time outside of this range is invalid. */
    private static final long LATEST = 4_102_444_800L * SECOND;

    private EpochMicros() {}

    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano() / 1_000);
    }

    public static long ofMillis(long millis) {
        return Math.multiplyExact(millis, 1_000);
    }

    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
    }

    /** Whether the time is between 1970 and 2100. */
    public static boolean isPlausible(long micros) {
        return micros >= 0 && micros < LATEST;
    }
}
