package io.trivium.deploy.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestoreTest {
    @Test
    void writesATimeAsPostgresTakesItBeforeItKnowsTimeZones() {
        assertEquals(
                "2026-11-28 19:13:43.102688+00:00",
                Restore.forPostgres(Instant.parse("2026-11-28T19:13:43.102688364Z")));
        assertEquals("2026-11-27 22:30:00.000000+00:00", Restore.forPostgres(Instant.parse("2026-11-27T22:30:00Z")));
    }
}
