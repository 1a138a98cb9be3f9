package io.trivium.fin.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedDays;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriftedDaysTest {
    private static final LocalDate FIRST = LocalDate.parse("2018-07-18");
    private static final LocalDate CHANGED = FIRST.plusDays(2);
    private static final int ROWS = 400;

    private static final RecordedDays DAYS = new RecordedDays() {
        @Override
        public LocalDate firstDay() {
            return FIRST;
        }

        @Override
        public LocalDate lastDay() {
            return FIRST.plusDays(9);
        }

        @Override
        public void require(DayRange range) {}

        @Override
        public void read(LocalDate day, Consumer<RecordedAuthorization> sink) {
            for (int i = 0; i < ROWS; i++) {
                sink.accept(new RecordedAuthorization(
                        day.toEpochDay() * 1_000 + i,
                        day.atStartOfDay().plusSeconds(i * 200L).toInstant(ZoneOffset.UTC),
                        Integer.toString(i % 97),
                        Integer.toString(i % 53),
                        new BigDecimal("10.00"),
                        i % 50 == 0,
                        i % 50 == 0 ? 1 : 0,
                        null,
                        null));
            }
        }
    };

    private static List<RecordedAuthorization> read(Drift drift, LocalDate day, long seed) {
        List<RecordedAuthorization> rows = new ArrayList<>();
        new DriftedDays(DAYS, drift, CHANGED, seed).read(day, rows::add);
        return rows;
    }

    @ParameterizedTest
    @EnumSource(Drift.class)
    void nothingChangesBeforeItsDay(Drift drift) {
        assertEquals(read(Drift.NONE, CHANGED.minusDays(1), 1), read(drift, CHANGED.minusDays(1), 1));
    }

    @ParameterizedTest
    @EnumSource(Drift.class)
    void aDayFollowsFromSeedAndDayAlone(Drift drift) {
        List<RecordedAuthorization> rows = read(drift, CHANGED, 7);
        assertEquals(rows, read(drift, CHANGED, 7));
        assertEquals(
                rows.stream()
                        .sorted(Comparator.comparing(RecordedAuthorization::occurredAt))
                        .toList(),
                rows,
                "in order of time");
        assertEquals(
                rows.size(),
                rows.stream().map(RecordedAuthorization::id).distinct().count());
    }

    @Test
    void cardsAreTriedAtNightWithSmallAmounts() {
        List<RecordedAuthorization> tries = read(Drift.NEW_FRAUD, CHANGED, 1).stream()
                .filter(row -> row.scenario() == DriftedDays.SCENARIO)
                .toList();
        assertEquals(80, tries.size());
        for (RecordedAuthorization row : tries) {
            assertTrue(row.fraud());
            assertEquals(CHANGED, row.day());
            assertTrue(row.amount().compareTo(new BigDecimal("5")) <= 0, row.toString());
            assertTrue(row.occurredAt().atZone(ZoneOffset.UTC).getHour() < 6, row.toString());
        }
        Set<Long> ids = new HashSet<>();
        tries.forEach(row -> ids.add(row.id()));
        read(Drift.NEW_FRAUD, CHANGED.plusDays(1), 1).forEach(row -> assertTrue(ids.add(row.id())));
        assertNotEquals(read(Drift.NEW_FRAUD, CHANGED, 1), read(Drift.NEW_FRAUD, CHANGED, 2));
    }

    @Test
    void everythingCostsMore() {
        for (RecordedAuthorization row : read(Drift.AMOUNT_INFLATION, CHANGED, 1)) {
            assertEquals(new BigDecimal("16.00"), row.amount());
        }
    }

    @Test
    void mostTerminalsAreReplacedForGood() {
        Set<String> renamed = new HashSet<>();
        read(Drift.MERCHANT_SHIFT, CHANGED, 1).forEach(row -> renamed.add(row.terminalId()));
        long replaced = renamed.stream().filter(name -> name.startsWith("n")).count();
        assertEquals(53, renamed.size());
        assertTrue(replaced > 25 && replaced < 48, () -> "" + replaced);
        Set<String> later = new HashSet<>();
        read(Drift.MERCHANT_SHIFT, CHANGED.plusDays(3), 1).forEach(row -> later.add(row.terminalId()));
        assertEquals(renamed, later);
    }

    @Test
    void mostTerminalsAreReplacedAnewEachWeek() {
        Set<String> first = terminals(CHANGED);
        assertEquals(first, terminals(CHANGED.plusDays(6)));
        Set<String> second = terminals(CHANGED.plusDays(7));
        second.removeAll(first);
        assertTrue(second.size() > 25 && second.size() < 48, second::toString);
    }

    private static Set<String> terminals(LocalDate day) {
        Set<String> names = new HashSet<>();
        read(Drift.MERCHANT_CHURN, day, 1).forEach(row -> names.add(row.terminalId()));
        return names;
    }

    @Test
    void anUnknownDriftIsRefusedWithThoseThereAre() {
        String message = assertThrows(IllegalArgumentException.class, () -> Drift.ofLabel("x"))
                .getMessage();
        assertTrue(String.valueOf(message).contains("merchant-shift"), message);
    }
}
