package io.trivium.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against the JDK's own reading of ISO 8601. */
class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "2018-08-08T00:00:00Z,2018-08-08T00:00:00Z",
        "2018-08-08t23:59:59z,2018-08-08T23:59:59Z",
        "2018-08-08T01:02:03.5Z,2018-08-08T01:02:03.500Z",
        "2018-08-08T01:02:03.123456789Z,2018-08-08T01:02:03.123456789Z",
        "2018-08-08T01:02:03+02:30,2018-08-07T22:32:03Z",
        "2018-08-08T01:02:03.25-11:00,2018-08-08T12:02:03.250Z",
        "2018-08-08T01:02:03-00:00,2018-08-08T01:02:03Z",
        "2024-02-29T00:00:00Z,2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z,0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z,9999-12-31T23:59:59Z"
    })
    void readsWhatTheStandardAllows(String text, Instant expected) {
        assertEquals(expected, Rfc3339.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2018-08-08",
                "2018-08-08T00:00Z",
                "2018-08-08T00:00:00",
                "2018-08-08 00:00:00Z",
                "2018-08-08T00:00:00.Z",
                "2018-08-08T00:00:00.1234567890Z",
                "2018-08-08T00:00:00Z ",
                "2018-08-08T00:00:00ZZ",
                "2018-08-08T00:00:00+0200",
                "2018-08-08T00:00:00+02",
                "2018-08-08T00:00:00+02:60",
                "2018-08-08T00:00:00+19:00",
                "2018-08-08T00:00:00*02:00",
                "2018-08-08T24:00:00Z",
                "2018-08-08T23:60:00Z",
                "2016-12-31T23:59:60Z",
                "2023-02-29T00:00:00Z",
                "2018-13-01T00:00:00Z",
                "2018-00-01T00:00:00Z",
                "+2018-08-08T00:00:00Z",
                "2018-8-08T00:00:000Z",
                "2018-08-08T-1:00:00Z",
                "٢٠١٨-٠٨-٠٨T٠٠:٠٠:٠٠Z"
            })
    void refusesWhatItDoesNotAllow(String text) {
        assertNull(Rfc3339.parse(text));
    }

    @Test
    void agreesWithTheJdkOnRandomInstants() {
        Random random = new Random(20261125);
        for (int i = 0; i < 20_000; i++) {
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1_000_000_000));
            String text = instant.toString();
            assertEquals(OffsetDateTime.parse(text).toInstant(), Rfc3339.parse(text), text);
        }
    }
}
