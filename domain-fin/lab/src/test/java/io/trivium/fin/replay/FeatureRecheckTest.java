package io.trivium.fin.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.Feature;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.InMemoryDayStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checks a correct log, and then logs with one error at a time: each error must be found. */
class FeatureRecheckTest {
    private static final TenantId BANK = new TenantId("replay-bank");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final long ARRIVED = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();

    private final List<FeatureRecheck.Arrival> received = new ArrayList<>();
    private final List<FeatureRecheck.LabelArrival> labels = new ArrayList<>();
    private final Map<String, FeatureRecheck.Snapshot> decided = new LinkedHashMap<>();

    private static Authorization payment(String id, String card, String terminal, int amount, Instant at) {
        return new Authorization(
                id,
                card,
                terminal,
                BigDecimal.valueOf(amount),
                "EUR",
                at,
                null,
                null,
                "DE",
                null,
                null,
                null,
                "dev-" + card,
                null,
                null);
    }

    /** One arrival a second. */
    private FeatureRecheck.Arrival arrive(Authorization authorization) {
        int at = received.size();
        FeatureRecheck.Arrival arrival = new FeatureRecheck.Arrival(BANK, authorization, at, ARRIVED + 1_000L * at);
        received.add(arrival);
        return arrival;
    }

    private void label(Authorization of, boolean fraud, long arrivedMs) {
        labels.add(new FeatureRecheck.LabelArrival(
                BANK, of.authorizationId(), fraud, of.occurredAt().plusSeconds(60), labels.size(), arrivedMs));
    }

    private void decide(FeatureRecheck.Arrival arrival, FeatureEngine.Computed computed, long afterMs) {
        decided.put(
                arrival.authorization().authorizationId(),
                new FeatureRecheck.Snapshot(
                        FeatureVector.of(computed.features()),
                        computed.events(),
                        Instant.ofEpochMilli(arrival.arrivedMs() + afterMs)));
    }

    private FeatureRecheck.Result check() {
        return new FeatureRecheck(received, labels).check(decided);
    }

    /** Cards and terminals in turns over 60 days, a fifth late, a tenth sent twice, some labelled. */
    private void aLogThatWentWell(long seed) {
        Random random = new Random(seed);
        FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
        for (int i = 0; i < 300; i++) {
            Instant at = START.plus(Duration.ofHours(5L * i - (random.nextInt(5) == 0 ? random.nextInt(140) : 0)));
            Authorization payment =
                    payment("a-" + i, "card-" + random.nextInt(4), "T-" + random.nextInt(3), random.nextInt(300), at);
            FeatureRecheck.Arrival arrival = arrive(payment);
            decide(arrival, engine.apply(BANK, payment), 20);
            if (random.nextInt(10) == 0) arrive(payment);
            if (random.nextInt(3) == 0) {
                // Before the next one arrives.
                boolean fraud = random.nextBoolean();
                label(payment, fraud, received.getLast().arrivedMs() + 500);
                engine.label(BANK, payment, fraud, payment.occurredAt().plusSeconds(60));
            }
        }
    }

    @Test
    void anUninterruptedPassGivesEveryFeatureOfEveryDecision() {
        for (long seed = 0; seed < 5; seed++) {
            received.clear();
            labels.clear();
            decided.clear();
            aLogThatWentWell(seed);
            FeatureRecheck.Result result = check();
            assertEquals(List.of(), result.differences(), "seed " + seed);
            assertEquals(300, result.inOrder(), "seed " + seed);
            assertEquals(300L * FeatureSet.COUNT, result.features());
        }
    }

    @Test
    void eachFeatureThatIsOffByAMillionthIsFound() {
        aLogThatWentWell(7);
        FeatureRecheck.Snapshot right = Objects.requireNonNull(decided.get("a-200"));
        for (int i = 0; i < FeatureSet.COUNT; i++) {
            double[] wrong = right.features().toArray();
            wrong[i] += 3e-6 * Math.max(1, Math.abs(wrong[i]));
            decided.put(
                    "a-200", new FeatureRecheck.Snapshot(FeatureVector.of(wrong), right.events(), right.decidedAt()));
            List<FeatureRecheck.Difference> differences = check().differences();
            assertEquals(1, differences.size(), FeatureSet.NAMES.get(i));
            assertEquals(FeatureSet.NAMES.get(i), differences.getFirst().feature());
            assertEquals("a-200", differences.getFirst().authorizationId());
        }
    }

    @Test
    void aCardWhoseStateWasLostIsFound() {
        Authorization first = payment("a", "card", "T", 10, START);
        Authorization second = payment("b", "card", "T", 20, START.plusSeconds(60));
        FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
        decide(arrive(first), engine.apply(BANK, first), 20);
        decide(arrive(second), new FeatureEngine(InMemoryDayStore::new).apply(BANK, second), 9_000);
        FeatureRecheck.Result result = check();
        assertEquals(1, result.inOrder());
        assertTrue(result.differences().stream()
                .anyMatch(one -> one.feature().equals(Feature.CARD_COUNT_1H.name())
                        && one.computed() == 2
                        && one.decidedOn() == 1));
    }

    @Test
    void aSecondReadingMayFindWhatCameLaterButNotWhatCameAfterTheDecision() {
        Authorization first = payment("a", "card", "T", 10, START.plusSeconds(60));
        Authorization late = payment("b", "card", "T", 20, START);
        FeatureEngine ahead = new FeatureEngine(InMemoryDayStore::new);
        ahead.apply(BANK, first);
        ahead.apply(BANK, late);
        FeatureRecheck.Arrival arrival = arrive(first);
        arrive(late);

        decide(arrival, ahead.apply(BANK, first), 5_000);
        assertEquals(1, check().readAgain());
        // Before a restart of the service is possible there was no second reading; and before its arrival it was
        // unknown.
        decide(arrival, ahead.apply(BANK, first), 1_500);
        assertEquals(0, check().readAgain());
        assertTrue(!check().differences().isEmpty());
        received.set(1, new FeatureRecheck.Arrival(BANK, late, 1, arrival.arrivedMs() + 6_000));
        decide(arrival, ahead.apply(BANK, first), 5_000);
        assertTrue(!check().differences().isEmpty());
    }

    @Test
    void labelsOfAboutTheSameTimeMayBeTakenInAnyOrderAndOlderOnesMayNotBeMissing() {
        Authorization old = payment("old", "card-1", "T", 10, START);
        Authorization now = payment("now", "card-2", "T", 20, START.plus(Duration.ofDays(10)));
        FeatureEngine without = new FeatureEngine(InMemoryDayStore::new);
        without.apply(BANK, old);
        FeatureRecheck.Arrival first = arrive(old);
        decide(first, new FeatureEngine(InMemoryDayStore::new).apply(BANK, old), 20);
        FeatureRecheck.Arrival second = new FeatureRecheck.Arrival(BANK, now, 1, ARRIVED + 600_000);
        received.add(second);
        decide(second, without.apply(BANK, now), 20);
        for (int i = 0; i < 600; i += 4) {
            decided.put(
                    "other-" + i,
                    new FeatureRecheck.Snapshot(
                            FeatureVector.of(FeatureSet.unknown()),
                            EventSequence.NONE,
                            Instant.ofEpochMilli(ARRIVED + 1_000L * i)));
        }

        label(old, true, second.arrivedMs() - 30_000);
        assertEquals(1, check().interleaved());
        labels.clear();
        label(old, true, second.arrivedMs() - 90_000);
        assertEquals(0, check().interleaved());
        assertTrue(check().differences().stream()
                .anyMatch(one -> one.feature().equals(Feature.TERMINAL_FRAUDS_14D.name())));
    }

    @Test
    void afterAnOutageLabelsThatCameInItMayBeReadLate() {
        Authorization old = payment("old", "card-1", "T", 10, START);
        Authorization now = payment("now", "card-2", "T", 20, START.plus(Duration.ofDays(10)));
        FeatureEngine without = new FeatureEngine(InMemoryDayStore::new);
        without.apply(BANK, old);
        FeatureRecheck.Arrival first = arrive(old);
        decide(first, new FeatureEngine(InMemoryDayStore::new).apply(BANK, old), 20);
        // Nothing is decided for ten minutes, then this one, which came shortly before the end.
        FeatureRecheck.Arrival second = new FeatureRecheck.Arrival(BANK, now, 1, ARRIVED + 590_000);
        received.add(second);
        decide(second, without.apply(BANK, now), 10_000);
        label(old, true, ARRIVED + 100_000);
        assertEquals(1, check().interleaved());
        labels.clear();
        label(old, true, ARRIVED - 90_000);
        assertEquals(0, check().interleaved());
    }
}
