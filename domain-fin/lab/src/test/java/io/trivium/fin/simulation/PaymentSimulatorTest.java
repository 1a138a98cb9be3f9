package io.trivium.fin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.replay.RecordedAuthorization;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
            assertTrue((authorization.mcc() == null) == (authorization.channel() == Channel.TRANSFER), () -> "" + row);
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
    void aWorldCanHaveMoreFraudAndSmallerBursts() {
        PaymentSimulator more = new PaymentSimulator(new SimulationConfig(11, 4_000, 1_000, 0.5, 0, 4, 10, 3_000));
        List<RecordedAuthorization> rows = new ArrayList<>();
        for (int day = 0; day < 40; day++) rows.addAll(more.day(FIRST.plusDays(day)));
        assertTrue(scenario(rows, FraudScenario.CROSS_BORDER) > 2 * scenario(ROWS, FraudScenario.CROSS_BORDER));
        assertTrue(scenario(rows, FraudScenario.LARGE_AMOUNT) > 2 * scenario(ROWS, FraudScenario.LARGE_AMOUNT));
        Map<String, Long> bursts = rows.stream()
                .filter(row -> row.scenario() == FraudScenario.CARD_TESTING.number())
                .collect(Collectors.groupingBy(
                        row -> row.day() + row.terminalId(),
                        Collectors.mapping(
                                RecordedAuthorization::customerId,
                                Collectors.collectingAndThen(Collectors.toSet(), cards -> (long) cards.size()))));
        assertTrue(!bursts.isEmpty() && bursts.values().stream().allMatch(cards -> cards <= 20), bursts::toString);
        assertThrows(IllegalArgumentException.class, () -> new SimulationConfig(11, 400, 120, 1, 0, 11, 10, 3_000));
        assertThrows(IllegalArgumentException.class, () -> new SimulationConfig(11, 400, 120, 1, 0, 1, 401, 3_000));
        assertThrows(IllegalArgumentException.class, () -> new SimulationConfig(11, 400, 120, 1, 0, 1, 10, 0));
    }

    private static double scenario(List<RecordedAuthorization> rows, FraudScenario scenario) {
        return share(rows, row -> row.scenario() == scenario.number());
    }

    @Test
    void mostOfTheLargeAmountsAreFraud() {
        BigDecimal limit = BigDecimal.valueOf(PaymentSimulator.LARGE_AMOUNT);
        List<RecordedAuthorization> large =
                ROWS.stream().filter(row -> row.amount().compareTo(limit) > 0).toList();
        double frauds = share(large, RecordedAuthorization::fraud);
        assertTrue(frauds > 0.7 && frauds < 0.97, () -> "share of frauds among large amounts " + frauds);
        for (RecordedAuthorization row : ROWS) {
            if (row.scenario() == 1) assertTrue(row.amount().compareTo(limit) > 0, () -> "scenario 1: " + row);
        }
    }

    @Test
    void aCardHasAPhoneAndPerhapsAComputerAndNowAndThenAnUnknownBrowser() {
        Map<String, Map<String, Long>> devices = ROWS.stream()
                .filter(row -> !row.fraud() && device(row) != null)
                .collect(Collectors.groupingBy(
                        RecordedAuthorization::customerId,
                        Collectors.groupingBy(row -> String.valueOf(device(row)), Collectors.counting())));
        long all = 0;
        long usual = 0;
        for (Map<String, Long> used : devices.values()) {
            all += used.values().stream().mapToLong(Long::longValue).sum();
            usual += used.values().stream()
                    .sorted(Comparator.reverseOrder())
                    .limit(2)
                    .mapToLong(Long::longValue)
                    .sum();
        }
        double share = (double) usual / all;
        assertTrue(share > 0.9 && share < 0.995, () -> "share of the two usual devices " + share);
    }

    @Test
    void stolenCredentialsShowInDevicesAndAccountsButNotAlways() {
        Set<String> own = new HashSet<>();
        ROWS.stream()
                .filter(row -> !row.fraud() && device(row) != null)
                .forEach(row -> own.add(row.customerId() + device(row)));
        List<RecordedAuthorization> stolen = ROWS.stream()
                .filter(row -> row.scenario() == FraudScenario.COMPROMISED_CARD.number())
                .toList();
        double foreign = share(stolen, row -> device(row) != null && !own.contains(row.customerId() + device(row)));
        assertTrue(foreign > 0.4 && foreign < 0.85, () -> "share on devices that are not the card's " + foreign);
        long shared = stolen.stream()
                .filter(row -> device(row) != null)
                .collect(Collectors.groupingBy(
                        row -> String.valueOf(device(row)),
                        Collectors.mapping(RecordedAuthorization::customerId, Collectors.toSet())))
                .values()
                .stream()
                .filter(cards -> cards.size() >= 2)
                .count();
        assertTrue(shared > 0, "rings share devices");
        Set<String> mules = stolen.stream()
                .map(row -> details(row).counterpartyId())
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .collect(Collectors.toSet());
        assertFalse(mules.isEmpty());
        assertTrue(
                ROWS.stream()
                        .anyMatch(row -> !row.fraud()
                                && mules.contains(String.valueOf(details(row).counterpartyId()))),
                "the accounts of rings get genuine money, too");
    }

    @Test
    void aTransferGoesToAnAccountAndACardPaymentToATerminal() {
        for (RecordedAuthorization row : ROWS) {
            boolean transfer = "transfer".equals(channel(row));
            assertEquals(transfer, details(row).counterpartyId() != null, () -> "" + row);
            if (transfer) assertEquals(row.terminalId(), details(row).counterpartyId());
        }
    }

    @Test
    void genuineCardsTravelAndFraudsAreFarAndNear() {
        Predicate<RecordedAuthorization> far = row -> {
            Double km = details(row).homeDistanceKm();
            return km != null && km > 150;
        };
        double genuine = share(ROWS.stream().filter(row -> !row.fraud()).toList(), far);
        assertTrue(genuine > 0.005 && genuine < 0.05, () -> "genuine payments far from home " + genuine);
        double frauds = share(
                ROWS.stream()
                        .filter(row -> row.scenario() == FraudScenario.COMPROMISED_CARD.number())
                        .toList(),
                far);
        assertTrue(frauds > 0.2 && frauds < 0.7, () -> "stolen credentials used from afar " + frauds);
    }

    @Test
    void bareCardsSayLessAndAreOtherwiseTheSame() {
        PaymentSimulator bare = new PaymentSimulator(new SimulationConfig(11, 400, 120, 1, 0.5));
        List<RecordedAuthorization> rows = bare.day(FIRST);
        double nothing = share(rows, row -> details(row).equals(RecordedAuthorization.Details.NONE));
        assertTrue(nothing > 0.15 && nothing < 0.45, () -> "share that says nothing " + nothing);
        double scheme = share(
                rows,
                row -> details(row).homeDistanceKm() == null && details(row).mcc() != null);
        assertTrue(scheme > nothing / 3, () -> "share that says what schemes carry " + scheme);
        assertThrows(IllegalArgumentException.class, () -> new SimulationConfig(11, 400, 120, 1, 1.5));
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
        return String.valueOf(details(row).channel());
    }

    private static @Nullable String device(RecordedAuthorization row) {
        return details(row).deviceId();
    }

    private static RecordedAuthorization.Details details(RecordedAuthorization row) {
        return Objects.requireNonNull(row.details());
    }
}
