package io.trivium.runtime.learning.update;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class UpdateTimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalTime HALF_PAST_TWO = LocalTime.of(2, 30);

    private static Instant at(String now) {
        return UpdateTimes.latest(HALF_PAST_TWO, BERLIN, Instant.parse(now));
    }

    @Test
    void isDueAtTheTimeItself() {
        assertEquals(Instant.parse("2026-11-27T01:30:00Z"), at("2026-11-27T01:30:00Z"));
        assertEquals(Instant.parse("2026-11-26T01:30:00Z"), at("2026-11-27T01:29:59Z"));
    }

    @Test
    void followsTheClocksOfItsZone() {
        assertEquals(Instant.parse("2026-07-01T00:30:00Z"), at("2026-07-01T12:00:00Z"));
        // On 28 March 2027 clocks leap from 2:00 to 3:00, on 31 October 2:30 occurs twice.
        assertEquals(Instant.parse("2027-03-28T01:30:00Z"), at("2027-03-28T12:00:00Z"));
        assertEquals(Instant.parse("2027-10-31T00:30:00Z"), at("2027-10-31T12:00:00Z"));
    }

    @Test
    void countsIntervalsFromMidnight() {
        Instant now = Instant.parse("2026-11-27T11:16:00Z");
        assertEquals(Instant.parse("2026-11-27T00:00:00Z"), UpdateTimes.latest(Duration.ofDays(1), now));
        assertEquals(Instant.parse("2026-11-27T08:00:00Z"), UpdateTimes.latest(Duration.ofHours(4), now));
    }
}
