package io.trivium.core.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.sql.SqlFailure;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 8: zero characters and years of nine digits in addresses were answered with 500. */
class UnfitValuesTest {
    private final ProblemMapper mapper = new ProblemMapper();

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22P05", "22003", "22008"})
    void areTheCallersFault(String sqlState) {
        SQLException refused = new SQLException("unsupported", sqlState);
        assertEquals(400, mapper.database(new SqlFailure(refused)).getStatus());
        assertEquals(
                400,
                mapper.unknown(new IllegalStateException("wrapped", refused)).getStatus());
    }

    @Test
    void otherFailuresOfTheDatabaseAreNot() {
        SQLException missing = new SQLException("relation does not exist", "42P01");
        assertEquals(500, mapper.database(new SqlFailure(missing)).getStatus());
        assertEquals(500, mapper.unknown(missing).getStatus());
    }

    @Test
    void textHasWholeCharacters() {
        for (String text : new String[] {"", "plain", "\ud83d\udca9 whole"}) assertTrue(WholeText.isWhole(text), text);
        for (String text : new String[] {"a\u0000b", "\ud800", "\udc00", "\ud800x", "x\ud83d\ud83d\udca9"}) {
            assertFalse(WholeText.isWhole(text));
        }
    }

    @Test
    void aProblemRepeatsHalvesOfCharacters() {
        byte[] bytes = new Problem(CoreErrorCode.INVALID_REQUEST, "no \ud800").bytes();
        assertTrue(new String(bytes, StandardCharsets.UTF_8).contains("\"no ?\""));
    }

    @Test
    void timesHaveYearsOfFourDigits() {
        assertEquals(Instant.parse("2026-11-28T02:15:00Z"), RequestTime.parse("2026-11-28T03:15:00+01:00"));
        for (String text : new String[] {
            "+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", "2026-02-30T00:00:00Z"
        }) {
            assertThrows(DateTimeException.class, () -> RequestTime.parse(text), text);
        }
    }
}
