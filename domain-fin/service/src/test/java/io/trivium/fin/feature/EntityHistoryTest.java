package io.trivium.fin.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntityHistoryTest {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SEEDS = 40;

    /** The label of an authorization. */
    private record Label(Authorization authorization, boolean fraud, Instant observedAt) {}

    private static FeatureEngine engine(DayStore cards, DayStore terminals) {
        return new FeatureEngine(cards, terminals, new InMemoryDayStore(), new InMemoryDayStore());
    }

    /** Applies authorizations and labels mixed. */
    private static void apply(FeatureEngine engine, Object step) {
        switch (step) {
            case Authorization authorization -> engine.apply(TENANT, authorization);
            case Label label -> engine.label(TENANT, label.authorization(), label.fraud(), label.observedAt());
            default -> throw new IllegalArgumentException("neither authorization nor label");
        }
    }

    private static Map<String, List<String>> dump(InMemoryDayStore store) {
        Map<String, List<String>> dump = new HashMap<>();
        store.contents().forEach((entity, days) -> {
            List<String> rows = new ArrayList<>();
            days.forEach((day, bytes) -> rows.add(day + java.util.HexFormat.of().formatHex(bytes)));
            dump.put(entity, rows);
        });
        return dump;
    }

    private static Authorization random(Random random, int i) {
        // Few cards and terminals, whole seconds and few distinct times: windows fill and ties happen.
        Instant at = START.plusSeconds(random.nextInt(60 * 86_400));
        return Samples.authorization(
                "a-" + i,
                "card-" + random.nextInt(3),
                "T-" + random.nextInt(3),
                random.nextInt(10_000) + "." + random.nextInt(10_000),
                at);
    }

    @Test
    void anyOrderAndAnyDuplicationEndInTheSameState() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Object> steps = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                Authorization authorization = random(random, i);
                steps.add(authorization);
                for (int k = random.nextInt(4); k > 0; k--) {
                    Instant observed = authorization.occurredAt().plusSeconds(random.nextInt(3));
                    steps.add(new Label(authorization, random.nextBoolean(), observed));
                }
            }
            InMemoryDayStore cards = new InMemoryDayStore();
            InMemoryDayStore terminals = new InMemoryDayStore();
            FeatureEngine once = engine(cards, terminals);
            steps.forEach(step -> apply(once, step));

            InMemoryDayStore otherCards = new InMemoryDayStore();
            InMemoryDayStore otherTerminals = new InMemoryDayStore();
            FeatureEngine shuffled = engine(otherCards, otherTerminals);
            List<Object> repeated = new ArrayList<>(steps);
            for (int i = 0; i < 80; i++) repeated.add(steps.get(random.nextInt(steps.size())));
            Collections.shuffle(repeated, random);
            repeated.forEach(step -> apply(shuffled, step));

            assertEquals(dump(cards), dump(otherCards), "cards, seed " + seed);
            assertEquals(dump(terminals), dump(otherTerminals), "terminals, seed " + seed);
        }
    }

    @Test
    void windowsEqualAScanOverAllEvents() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Authorization> seen = new ArrayList<>();
            Map<String, Boolean> frauds = new HashMap<>();
            FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
            List<Authorization> inOrder = new ArrayList<>();
            for (int i = 0; i < 200; i++) inOrder.add(random(random, i));
            inOrder.sort((a, b) -> a.occurredAt().compareTo(b.occurredAt()));
            for (Authorization authorization : inOrder) {
                seen.add(authorization);
                double[] features =
                        Arrays.copyOf(engine.apply(TENANT, authorization).features(), HandbookFeatures.COUNT);
                assertArrayEquals(oracle(seen, frauds, authorization), features, 1e-9, "seed " + seed);
                if (random.nextInt(3) == 0) {
                    Authorization old = seen.get(random.nextInt(seen.size()));
                    boolean fraud = random.nextBoolean();
                    engine.label(TENANT, old, fraud, authorization.occurredAt());
                    frauds.put(old.authorizationId(), fraud);
                }
            }
        }
    }

    private static double[] oracle(List<Authorization> seen, Map<String, Boolean> frauds, Authorization now) {
        double[] expected = new double[HandbookFeatures.COUNT];
        var utc = now.occurredAt().atZone(java.time.ZoneOffset.UTC);
        expected[0] = now.amount().doubleValue();
        expected[1] = utc.getDayOfWeek().getValue() >= 6 ? 1 : 0;
        expected[2] = utc.getHour() <= 6 ? 1 : 0;
        int[] days = {1, 7, 30};
        for (int i = 0; i < 3; i++) {
            Duration length = Duration.ofDays(days[i]);
            Instant delayed = now.occurredAt().minus(Duration.ofDays(7));
            double sum = 0;
            int fraudCount = 0;
            for (Authorization other : seen) {
                if (other.panToken().equals(now.panToken()) && in(other, now.occurredAt(), length)) {
                    expected[3 + 2 * i]++;
                    sum += other.amount().doubleValue();
                }
                if (other.terminalId().equals(now.terminalId()) && in(other, delayed, length)) {
                    expected[9 + 2 * i]++;
                    fraudCount += frauds.getOrDefault(other.authorizationId(), false) ? 1 : 0;
                }
            }
            expected[4 + 2 * i] = sum / expected[3 + 2 * i];
            expected[10 + 2 * i] = expected[9 + 2 * i] == 0 ? 0 : fraudCount / expected[9 + 2 * i];
        }
        return expected;
    }

    private static boolean in(Authorization other, Instant until, Duration length) {
        return other.occurredAt().isAfter(until.minus(length))
                && !other.occurredAt().isAfter(until);
    }

    @Test
    void takesTheNewestLabelAndFraudOnATie() {
        InMemoryDayStore terminals = new InMemoryDayStore();
        FeatureEngine engine = engine(new InMemoryDayStore(), terminals);
        Authorization authorization = Samples.authorization("a-1", START);
        engine.label(TENANT, authorization, true, START.plusSeconds(10));
        engine.label(TENANT, authorization, false, START.plusSeconds(5));
        assertTrue(only(terminals).fraud());
        engine.label(TENANT, authorization, false, START.plusSeconds(20));
        assertFalse(only(terminals).fraud());
        engine.label(TENANT, authorization, true, START.plusSeconds(20));
        engine.label(TENANT, authorization, false, START.plusSeconds(20));
        assertTrue(only(terminals).fraud());
    }

    private static EntityEvent only(InMemoryDayStore store) {
        List<EntityEvent> events = new ArrayList<>();
        store.contents().values().forEach(days -> days.values().forEach(day -> events.addAll(DayRecord.events(day))));
        assertEquals(1, events.size());
        return events.getFirst();
    }

    @Test
    void forgetsDaysBeyondTheRetentionWhateverComesFirst() {
        Authorization old = Samples.authorization("old", "card", "T", "1", START);
        Authorization late = Samples.authorization("new", "card", "T", "1", START.plus(Duration.ofDays(47)));
        for (List<Authorization> order : List.of(List.of(old, late), List.of(late, old))) {
            InMemoryDayStore cards = new InMemoryDayStore();
            FeatureEngine engine = engine(cards, new InMemoryDayStore());
            order.forEach(authorization -> engine.apply(TENANT, authorization));
            assertEquals("new", nameOf(only(cards), old, late));
        }
    }

    private static String nameOf(EntityEvent event, Authorization... candidates) {
        for (Authorization candidate : candidates) {
            if (EntityEvent.ofTerminal(candidate).idHigh() == event.idHigh()) return candidate.authorizationId();
        }
        return "none";
    }

    @Test
    void countsAnEventThatIsTooOldToKeepInItsOwnWindow() {
        FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
        engine.apply(TENANT, Samples.authorization("new", "card", "T", "1", START.plus(Duration.ofDays(90))));
        double[] features = engine.apply(TENANT, Samples.authorization("old", "card", "T", "8", START))
                .features();
        assertEquals(1, features[HandbookFeatures.CUSTOMER]);
        assertEquals(8, features[HandbookFeatures.CUSTOMER + 1]);
    }

    @Test
    void stopsGrowingADayAtItsLimit() {
        byte[] day = DayRecord.merge(null, EntityEvent.unlabelled("first", 0, 1).at("T"));
        for (int i = 1; i < DayRecord.MAX_EVENTS; i++) {
            day = DayRecord.merge(day, new EntityEvent(i, 1, i, i, false, EntityEvent.UNLABELLED, 7));
        }
        byte[] full = DayRecord.merge(day, EntityEvent.unlabelled("more", DayRecord.DAY_MS - 1, 1));
        assertEquals(DayRecord.MAX_EVENTS, DayRecord.events(full).size());
        assertTrue(full.length < 1_000_000, "a day record must fit a Kafka record");
    }

    @Test
    void aCardsDayWrittenBeforePlacesWereKeptGoesOn() {
        byte[] old = DayRecord.merge(null, EntityEvent.unlabelled("a", 10, 100));
        old = DayRecord.merge(old, EntityEvent.unlabelled("c", 30, 300));
        EntityEvent placed = EntityEvent.unlabelled("b", 20, 200).at("T-1");
        byte[] now = DayRecord.merge(old, placed);
        assertEquals(
                List.of(EntityEvent.unlabelled("a", 10, 100), placed, EntityEvent.unlabelled("c", 30, 300)),
                DayRecord.events(now));
        assertEquals(3, DayRecord.count(now));
        assertEquals(600, DayRecord.sumMinor(now));
        assertArrayEquals(now, DayRecord.merge(now, placed), "once more changes nothing");
    }

    @Test
    void sumsStopAtTheLargestLong() {
        assertEquals(Long.MAX_VALUE, DayRecord.saturatedSum(Long.MAX_VALUE - 1, 5));
        assertEquals(7, DayRecord.saturatedSum(3, 4));
    }

    @Test
    void refusesBytesOfAnotherVersion() {
        byte[] day = DayRecord.merge(null, EntityEvent.unlabelled("a", 0, 1));
        day[0] = 9;
        assertThrows(IllegalStateException.class, () -> DayRecord.events(day));
    }
}
