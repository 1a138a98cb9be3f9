package io.trivium.fin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Authorization;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryWorldTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);
    private static final HistoryWorld WORLD = new HistoryWorld(20_000, TODAY);

    @Test
    void aLargerBankHasMoreCardsAndEachAsMuchHistory() {
        HistoryWorld larger = new HistoryWorld(200_000, TODAY);
        assertEquals(10 * WORLD.cards(), larger.cards());
        assertEquals(10 * WORLD.terminals(), larger.terminals());
        Set<String> cards = new HashSet<>();
        Set<String> terminals = new HashSet<>();
        for (long i = 0; i < 20_000; i++) {
            Authorization payment = WORLD.authorization(i, null);
            cards.add(payment.panToken());
            terminals.add(payment.terminalId());
        }
        assertEquals(WORLD.cards(), cards.size());
        assertEquals(WORLD.terminals(), terminals.size());
    }

    @Test
    void theTrafficAfterTheHistoryEndsBeforeToday() {
        Instant last =
                WORLD.authorization(WORLD.rows() + WORLD.roomAfter(), "x").occurredAt();
        assertTrue(last.isBefore(TODAY.atStartOfDay().toInstant(ZoneOffset.UTC)), last::toString);
        assertTrue(WORLD.firstOfLast(46) < WORLD.rows() * 3 / 4);
        assertThrows(IllegalArgumentException.class, () -> new HistoryWorld(10, TODAY));
    }

    @Test
    void theReportComparesBothSizes() {
        HistoryFigures small = figures(100_000, 2.0, 10);
        Measured met = HistoryFigures.compare(small, figures(10_000_000, 2.3, 11));
        assertEquals(1.15, target(met, "fin-history-cost-ratio"));
        assertEquals(1.1, target(met, "fin-history-list-first-page-ratio"));
        assertTrue(met.targets().stream().allMatch(target -> !Objects.equals(target.met(), false)));
        Measured missed = HistoryFigures.compare(small, figures(10_000_000, 2.6, 10));
        assertEquals(1.3, target(missed, "fin-history-cost-ratio"));
        assertTrue(missed.targets().stream().anyMatch(target -> Objects.equals(target.met(), false)));
    }

    private static double target(Measured measured, String name) {
        return measured.targets().stream()
                .filter(target -> target.name().equals(name))
                .map(target -> Objects.requireNonNull(target.value()))
                .findFirst()
                .orElseThrow();
    }

    private static HistoryFigures figures(long rows, double cpu, double list) {
        return new HistoryFigures(
                rows, 200, 60, 12_000, 0, 0, 10, 30, Map.of("domain-fin", cpu), Map.of("first-page", list));
    }
}
