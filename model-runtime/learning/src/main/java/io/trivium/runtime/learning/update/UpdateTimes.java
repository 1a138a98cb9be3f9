package io.trivium.runtime.learning.update;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** When scheduled updates are due. Pure. */
final class UpdateTimes {
    private UpdateTimes() {}

    /** The latest time that is due by now, of those that are {@code every} apart. */
    static Instant latest(Duration every, Instant now) {
        long length = every.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), length) * length);
    }

    /** The latest time that is due by now, of those at a time of the day; where clocks leap over it, right after the gap. */
    static Instant latest(LocalTime at, ZoneId zone, Instant now) {
        ZonedDateTime there = now.atZone(zone);
        Instant today = there.toLocalDate().atTime(at).atZone(zone).toInstant();
        return today.isAfter(now)
                ? there.toLocalDate().minusDays(1).atTime(at).atZone(zone).toInstant()
                : today;
    }
}
