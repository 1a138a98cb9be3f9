package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.error.PlatformException;
import io.trivium.fin.FinErrorCode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionCursorTest {

    @Test
    void comesBackFromItsText() {
        DecisionCursor cursor = new DecisionCursor(Instant.parse("2026-03-01T12:00:00.250Z"), "a:b.c-1_");
        assertEquals(cursor, DecisionCursor.decode(cursor.encode()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "!!!", "MTIz", "YWJjIGRlZg", "OTk5OTk5OTk5OTk5OTk5OTk5OTkgeA"})
    void refusesOtherText(String text) {
        PlatformException refused = assertThrows(PlatformException.class, () -> DecisionCursor.decode(text));
        assertEquals(FinErrorCode.CURSOR_INVALID, refused.code());
    }
}
