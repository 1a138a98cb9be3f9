package io.trivium.fin.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RowHashTest {
    private static final Instant NOON = Instant.parse("2018-07-25T12:00:00Z");

    @Test
    void isTheHeadOfTheSha256OfTheIdentity() {
        // printf '2018-07-25T12:00:00Z|596|3156|57.1' | sha256sum
        assertEquals("be2dcb5cc69b3fa7", Long.toHexString(RowHash.of(NOON, "596", "3156", new BigDecimal("57.10"))));
    }

    @Test
    void dependsOnTheValueOfAnAmountAndNotOnItsScale() {
        assertEquals(
                RowHash.of(NOON, "a", "b", new BigDecimal("100.00")),
                RowHash.of(NOON, "a", "b", new BigDecimal("1E2")));
        assertEquals(RowHash.of(NOON, "a", "b", new BigDecimal("0.00")), RowHash.of(NOON, "a", "b", BigDecimal.ZERO));
        assertNotEquals(
                RowHash.of(NOON, "a", "b", new BigDecimal("1.00")), RowHash.of(NOON, "a", "b", new BigDecimal("1.01")));
    }
}
