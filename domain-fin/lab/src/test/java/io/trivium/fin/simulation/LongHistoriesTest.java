package io.trivium.fin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.replay.RecordedAuthorization;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongHistoriesTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final int DAYS = 450;

    private static List<RecordedAuthorization> made(long seed) {
        return new LongHistories(seed, 300)
                .days(FIRST, DAYS).stream().flatMap(List::stream).toList();
    }

    @Test
    void makesEveryFraudRarelyAndTheSamePaymentsAgain() {
        List<RecordedAuthorization> rows = made(1);
        assertEquals(rows, made(1));
        Map<Integer, Integer> counts = new HashMap<>();
        for (RecordedAuthorization row : rows) counts.merge(row.scenario(), 1, Integer::sum);
        for (int scenario = LongHistories.ABROAD; scenario <= LongHistories.COLLUSION; scenario++) {
            int count = counts.getOrDefault(scenario, 0);
            assertTrue(count >= 20 && count < 0.01 * rows.size(), () -> "frauds: " + counts);
        }
    }

    @Test
    void paymentsOfADayAreInOrderOfTime() {
        List<List<RecordedAuthorization>> days = new LongHistories(2, 50).days(FIRST, DAYS);
        assertEquals(DAYS, days.size());
        for (int day = 0; day < DAYS; day++) {
            Instant before = Instant.MIN;
            for (RecordedAuthorization row : days.get(day)) {
                assertEquals(FIRST.plusDays(day), row.day());
                assertFalse(row.occurredAt().isBefore(before));
                before = row.occurredAt();
            }
        }
    }

    @Test
    void aStolenSleepingCardPaysNothingAfterTheThief() {
        Map<String, Boolean> woken = new HashMap<>();
        for (RecordedAuthorization row : made(3)) {
            boolean thief = row.scenario() == LongHistories.WOKEN;
            if (woken.getOrDefault(row.customerId(), false)) {
                assertTrue(row.fraud(), () -> "genuine after a thief: " + row);
            }
            if (thief) woken.put(row.customerId(), true);
        }
        assertTrue(woken.containsValue(true), "no card was woken by a thief");
    }
}
