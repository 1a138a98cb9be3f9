package io.trivium.core.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the parser of statements; {@code SqlTest} of platform-core runs them. */
class SqlTextTest {

    @Test
    void aParameterMayBeUsedTwiceAndQuotedTextIsNone() {
        SqlText text = SqlText.parse("select :a, ':b', \":c\", x::text, y[1:2] /* :d */ where z = :a or w = :e2_f");
        assertEquals("select ?, ':b', \":c\", x::text, y[1:2] /* :d */ where z = ? or w = ?", text.jdbc());
        assertEquals(List.of("a", "e2_f"), text.names());
        assertArrayEquals(new int[] {0, 0, 1}, text.uses());
    }

    @Test
    void refusesPositionalParametersAndOpenQuotes() {
        assertThrows(IllegalArgumentException.class, () -> SqlUpdate.of("delete from t where a = ?"));
        assertThrows(IllegalArgumentException.class, () -> SqlUpdate.of("delete from t where a = 'x"));
        assertThrows(IllegalArgumentException.class, () -> SqlUpdate.of("delete /* from t"));
    }
}
