package io.trivium.fin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.RecordedAuthorization;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PaymentSimulatorTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
    private static final int DAYS = 90;
    private static final PaymentSimulator SIMULATOR = new PaymentSimulator(new SimulationConfig(11, 4_000, 1_000, 0.5));
    private static final List<RecordedAuthorization> ROWS = FIRST.datesUntil(FIRST.plusDays(DAYS))
            .flatMap(day -> SIMULATOR.day(day).stream())
            .toList();

    @Test
    void aDayDependsOnTheSeedAndItsDateAlone() {
        PaymentSimulator again = new PaymentSimulator(SIMULATOR.config());
        assertEquals(SIMULATOR.day(FIRST.plusDays(40)), again.day(FIRST.plusDays(40)));
        PaymentSimulator other = new PaymentSimulator(SIMULATOR.config().withSeed(12));
        assertNotEquals(SIMULATOR.day(FIRST), other.day(FIRST));
    }

    @Test
    void anArrivalIsReproducible() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        assertEquals(SIMULATOR.arrival(7, noon, 100), SIMULATOR.arrival(7, noon, 100));
        assertEquals(100, SIMULATOR.arrival(7, noon, 100).getFirst().id());
    }

    @Test
    void everyRowIsAnAcceptableAuthorizationOfItsDayUnderItsOwnId() {
        Set<Long> ids = new HashSet<>();
        Instant previous = Instant.MIN;
        for (RecordedAuthorization row : ROWS) {
            Authorization authorization = row.toAuthorization("sim-11-");
            assertNotNull(authorization.mcc());
            assertTrue(ids.add(row.id()));
            assertFalse(row.occurredAt().isBefore(previous));
            previous = row.occurredAt();
        }
        assertEquals(FIRST, ROWS.getFirst().day());
        assertEquals(FIRST.plusDays(DAYS - 1), ROWS.getLast().day());
    }

    @Test
    void volumeAndFraudsAreAsConfigured() {
        assertEquals(4_000 * 0.5 * DAYS, ROWS.size(), 0.05 * ROWS.size());
        Map<Integer, Long> scenarios =
                ROWS.stream().collect(Collectors.groupingBy(RecordedAuthorization::scenario, Collectors.counting()));
        assertShare(scenarios, FraudScenario.LARGE_AMOUNT, 0.0005, 0.002);
        assertShare(scenarios, FraudScenario.COMPROMISED_TERMINAL, 0.001, 0.02);
        assertShare(scenarios, FraudScenario.COMPROMISED_CARD, 0.001, 0.01);
        assertShare(scenarios, FraudScenario.CARD_TESTING, 0.001, 0.02);
        assertShare(scenarios, FraudScenario.CROSS_BORDER, 0.0005, 0.005);
        assertShare(scenarios, FraudScenario.NIGHT_WITHDRAWAL, 0.0005, 0.005);
    }

    @Test
    void onlyFraudsExceedTheLargeAmount() {
        BigDecimal limit = BigDecimal.valueOf(PaymentSimulator.LARGE_AMOUNT);
        for (RecordedAuthorization row : ROWS) {
            if (!row.fraud()) assertTrue(row.amount().compareTo(limit) <= 0, () -> "genuine: " + row);
            if (row.scenario() == 1) assertTrue(row.amount().compareTo(limit) > 0, () -> "scenario 1: " + row);
        }
    }

    @Test
    void aCompromisedTerminalIsFraudThroughoutForAtMostItsDays() {
        Map<String, List<RecordedAuthorization>> byTerminal = ROWS.stream()
                .filter(row -> row.scenario() == FraudScenario.COMPROMISED_TERMINAL.number())
                .collect(Collectors.groupingBy(RecordedAuthorization::terminalId));
        assertFalse(byTerminal.isEmpty());
        for (List<RecordedAuthorization> frauds : byTerminal.values()) {
            LocalDate first = frauds.getFirst().day();
            LocalDate last = frauds.getLast().day();
            // A terminal may be compromised again while it still is.
            assertTrue(
                    Duration.between(first.atStartOfDay(), last.atStartOfDay()).toDays() < 2 * 28, () -> "" + frauds);
            assertTrue(
                    ROWS.stream()
                            .filter(row ->
                                    row.terminalId().equals(frauds.getFirst().terminalId()))
                            .filter(row -> row.day().equals(first))
                            .allMatch(RecordedAuthorization::fraud),
                    "all of the day");
        }
    }

    @Test
    void cardTestingIsManyCardsAtOneMerchantWithinMinutes() {
        Map<String, List<RecordedAuthorization>> bursts = new HashMap<>();
        ROWS.stream()
                .filter(row -> row.scenario() == FraudScenario.CARD_TESTING.number())
                .forEach(row -> bursts.computeIfAbsent(row.terminalId() + row.day(), key -> new ArrayList<>())
                        .add(row));
        assertFalse(bursts.isEmpty());
        for (List<RecordedAuthorization> burst : bursts.values()) {
            assertTrue(burst.stream().allMatch(row -> row.amount().compareTo(BigDecimal.valueOf(3)) <= 0));
            assertTrue(burst.stream().allMatch(row -> "ecommerce".equals(channel(row))));
        }
        long cards = bursts.values().stream()
                .mapToLong(burst -> burst.stream()
                        .map(RecordedAuthorization::customerId)
                        .distinct()
                        .count())
                .max()
                .orElseThrow();
        assertTrue(cards >= 10, () -> "largest burst has " + cards + " cards");
    }

    @Test
    void nightWithdrawalsAreCashInTheSmallHours() {
        ROWS.stream()
                .filter(row -> row.scenario() == FraudScenario.NIGHT_WITHDRAWAL.number())
                .forEach(row -> {
                    int hour = row.occurredAt().atOffset(ZoneOffset.UTC).getHour();
                    assertTrue(hour >= 1 && hour <= 4, () -> "hour of " + row);
                    assertEquals("atm", channel(row));
                    assertEquals(
                            0, row.amount().remainder(BigDecimal.valueOf(20)).signum());
                });
    }

    @Test
    void labelsFollowTheDocumentedDelays() {
        List<RecordedAuthorization> frauds =
                ROWS.stream().filter(RecordedAuthorization::fraud).toList();
        double never = share(frauds, row -> row.reported().observedAt() == null);
        double chargebacks =
                share(frauds, row -> "chargeback".equals(row.reported().source()));
        double lateByAWeek = share(
                frauds, row -> row.reported().observedAt() != null && delay(row).compareTo(Duration.ofDays(7)) >= 0);
        assertEquals(0.06, never, 0.02);
        assertEquals(0.64, chargebacks, 0.04);
        // P(1 + 5·exp(0.7 z) ≥ 7) = 1 − Φ(ln(6/5)/0.7) = 0.397 of the chargebacks.
        assertEquals(0.64 * 0.397, lateByAWeek, 0.04);
        double cleared = share(
                ROWS.stream().filter(row -> !row.fraud()).toList(),
                row -> row.reported().observedAt() != null);
        assertEquals(0.005, cleared, 0.001);
        frauds.stream().filter(row -> row.reported().observedAt() != null).forEach(row -> {
            assertTrue(delay(row).compareTo(Duration.ofHours(1)) > 0, () -> "early: " + row);
            assertTrue(delay(row).compareTo(Duration.ofDays(60)) <= 0, () -> "late: " + row);
        });
    }

    @Test
    void arrivalsHaveTheMixOfDays() {
        Instant start = Instant.parse("2026-02-15T10:00:00Z");
        int frauds = 0;
        int rows = 0;
        for (int i = 0; i < 20_000; i++) {
            for (RecordedAuthorization row : SIMULATOR.arrival(i, start.plusMillis(200L * i), 0)) {
                rows++;
                if (row.fraud()) frauds++;
                assertFalse(row.occurredAt().isBefore(start));
            }
        }
        assertTrue(rows >= 20_000);
        double share = (double) frauds / rows;
        assertTrue(share > 0.002 && share < 0.03, () -> "fraud share " + share);
    }

    private static void assertShare(Map<Integer, Long> scenarios, FraudScenario scenario, double from, double to) {
        double share = (double) scenarios.getOrDefault(scenario.number(), 0L) / ROWS.size();
        assertTrue(share >= from && share <= to, () -> scenario + " has a share of " + share);
    }

    private static double share(List<RecordedAuthorization> rows, Predicate<RecordedAuthorization> condition) {
        return (double) rows.stream().filter(condition).count() / rows.size();
    }

    private static Duration delay(RecordedAuthorization row) {
        Instant observedAt = row.reported().observedAt();
        assertNotNull(observedAt);
        return Duration.between(row.occurredAt(), observedAt);
    }

    private static String channel(RecordedAuthorization row) {
        RecordedAuthorization.Details details = row.details();
        assertNotNull(details);
        return String.valueOf(details.channel());
    }
}
