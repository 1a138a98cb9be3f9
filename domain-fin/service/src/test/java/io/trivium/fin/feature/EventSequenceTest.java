package io.trivium.fin.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventSequenceTest {

    private static final TenantId TENANT = new TenantId("demo-bank");
    /** A Friday. */
    private static final Instant START = Instant.parse("2026-01-02T12:00:00Z");

    private final FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);

    private EventSequence pay(String id, String terminal, String amount, Instant at) {
        return engine.apply(TENANT, Samples.authorization(id, "card", terminal, amount, at))
                .events();
    }

    @Test
    void aCardSeenForTheFirstTimeHasNoEvents() {
        EventSequence events = pay("a", "T-1", "5", START);
        assertEquals(0, events.size());
        float[] tensor = new float[EventSequence.LENGTH * EventSequence.COLUMNS + 2];
        Arrays.fill(tensor, 9);
        events.copyTo(tensor, 1);
        assertEquals(9, tensor[0]);
        assertEquals(0, tensor[1]);
        assertEquals(0, tensor[tensor.length - 2]);
        assertEquals(9, tensor[tensor.length - 1]);
    }

    @Test
    void describesTheLastEventAndHowTheCurrentOneDiffersFromWhatIsUsual() {
        pay("a", "T-1", "9", START);
        pay("b", "T-2", "19", START.plusSeconds(3_600));
        EventSequence events = pay("c", "T-2", "99", START.plusSeconds(3_600 + 60));

        assertEquals(2, events.size());
        float[] first = row(events, 0);
        float[] last = row(events, 1);
        float tenfold = (float) Math.log(10);
        float twofold = (float) Math.log(2);
        assertEquals(9, first[EventSequence.AMOUNT]);
        assertEquals(0, first[EventSequence.AMOUNT_TO_USUAL]);
        assertEquals(30 * 86_400, first[EventSequence.SECONDS_SINCE_PREVIOUS]);
        assertEquals(3_660, first[EventSequence.SECONDS_TO_CURRENT]);
        assertEquals(12, first[EventSequence.HOUR]);
        assertEquals(0, first[EventSequence.WEEKEND]);
        assertEquals(0, first[EventSequence.SAME_TERMINAL]);
        assertEquals(tenfold, first[EventSequence.CURRENT_TO_AMOUNT], 1e-6);
        assertEquals(tenfold, first[EventSequence.CURRENT_TO_USUAL], 1e-6);
        assertEquals(tenfold / 0.2f, first[EventSequence.CURRENT_DEVIATION], 1e-5);
        assertEquals(1, first[EventSequence.EVENTS_KNOWN]);
        assertEquals(twofold, last[EventSequence.AMOUNT_TO_USUAL], 1e-6);
        assertEquals(3_600, last[EventSequence.SECONDS_SINCE_PREVIOUS]);
        assertEquals(60, last[EventSequence.SECONDS_TO_CURRENT]);
        assertEquals(13, last[EventSequence.HOUR]);
        assertEquals(1, last[EventSequence.SAME_TERMINAL]);
        // The median of two is their mean: ln 10 and ln 20 against ln 100.
        assertEquals(tenfold - twofold / 2, last[EventSequence.CURRENT_TO_USUAL], 1e-6);
        assertEquals((tenfold - twofold / 2) / (twofold / 2 + 0.2f), last[EventSequence.CURRENT_DEVIATION], 1e-5);
        assertEquals(tenfold - twofold, last[EventSequence.CURRENT_TO_LARGEST], 1e-6);
        assertEquals(2, last[EventSequence.EVENTS_KNOWN]);
    }

    private static float[] row(EventSequence events, int index) {
        return Arrays.copyOfRange(events.toArray(), index * EventSequence.COLUMNS, (index + 1) * EventSequence.COLUMNS);
    }

    @Test
    void theNewestEventStandsLastAndPaddingBeforeTheOldest() {
        for (int i = 0; i < 3; i++) pay("a-" + i, "T", Integer.toString(i + 1), START.plusSeconds(i));
        float[] tensor = new float[EventSequence.LENGTH * EventSequence.COLUMNS];
        pay("b", "T", "1", START.plusSeconds(10)).copyTo(tensor, 0);
        for (int row = 0; row < EventSequence.LENGTH; row++) {
            int at = row * EventSequence.COLUMNS;
            assertEquals(row < 5 ? 0 : 1, tensor[at + EventSequence.PRESENT]);
            assertEquals(row < 5 ? 0 : row - 4, tensor[at + EventSequence.AMOUNT]);
        }
    }

    @Test
    void sayingTheSameTwiceChangesNothing() {
        pay("a", "T-1", "9", START);
        EventSequence once = pay("b", "T-2", "19", START.plusSeconds(60));
        assertEquals(once, pay("b", "T-2", "19", START.plusSeconds(60)));
        pay("a", "T-1", "9", START);
        assertEquals(once, pay("b", "T-2", "19", START.plusSeconds(60)));
    }

    @Test
    void whatComesLaterIsNotSeen() {
        pay("later", "T", "500", START.plusSeconds(1));
        assertEquals(EventSequence.NONE, pay("now", "T", "5", START));
    }

    @Test
    void eventsOlderThanThirtyDaysAreForgotten() {
        pay("old", "T", "500", START);
        EventSequence events = pay("now", "T", "5", START.plus(Duration.ofDays(30)));
        assertEquals(EventSequence.NONE, events);
        assertEquals(
                1,
                pay("just", "T", "5", START.plus(Duration.ofDays(60)).minusMillis(1))
                        .size());
    }

    @Test
    void unusualAmountsOfTwoWeeksAreCounted() {
        for (int i = 0; i < 6; i++) pay("a-" + i, "T", "10", START.plusSeconds(i));
        pay("odd-1", "T", "80", START.plus(Duration.ofDays(1)));
        pay("odd-2", "T", "90", START.plus(Duration.ofDays(2)));
        EventSequence soon = pay("c", "T", "10", START.plus(Duration.ofDays(3)));
        assertEquals(2, soon.get(7, EventSequence.UNUSUAL_14_DAYS));
        assertEquals(1, soon.get(6, EventSequence.UNUSUAL_14_DAYS));
        pay("d", "T", "10", START.plus(Duration.ofDays(15).plusSeconds(1)));
        EventSequence late = pay("e", "T", "10", START.plus(Duration.ofDays(15).plusSeconds(2)));
        assertEquals(1, late.get(7, EventSequence.UNUSUAL_14_DAYS));
    }

    @Test
    void everyColumnFollowsItsDefinitionInAnyOrderOfArrival() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            FeatureEngine fed = new FeatureEngine(InMemoryDayStore::new);
            List<Authorization> seen = new ArrayList<>();
            List<Authorization> arriving = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                Instant at = START.plusSeconds(random.nextInt(40) * 43_200L + random.nextInt(3));
                arriving.add(Samples.authorization(
                        "a-" + i,
                        "card-" + random.nextInt(2),
                        "T-" + random.nextInt(3),
                        random.nextInt(500) + "." + random.nextInt(100),
                        at));
            }
            Collections.shuffle(arriving, random);
            for (Authorization authorization : arriving) {
                seen.add(authorization);
                EventSequence events = fed.apply(TENANT, authorization).events();
                assertArrayEquals(oracle(seen, authorization), events.toArray(), 1e-5f, "seed " + seed);
            }
        }
    }

    /** By looking at everything for every question. */
    private static float[] oracle(List<Authorization> seen, Authorization now) {
        List<Authorization> known = new ArrayList<>(seen.stream()
                .filter(other -> other.panToken().equals(now.panToken()) && !other.equals(now))
                .filter(other -> !other.occurredAt().isAfter(now.occurredAt()))
                .filter(other -> other.occurredAt().isAfter(now.occurredAt().minus(Duration.ofDays(30))))
                .sorted(Comparator.comparing(Authorization::occurredAt)
                        .thenComparingLong(
                                other -> EntityEvent.ofTerminal(other).idHigh()))
                .toList());
        known = known.subList(Math.max(0, known.size() - EventSequence.KNOWN_EVENTS), known.size());
        int shown = Math.min(EventSequence.LENGTH, known.size());
        float[] rows = new float[shown * EventSequence.COLUMNS];
        for (int i = known.size() - shown, at = 0; i < known.size(); i++, at += EventSequence.COLUMNS) {
            Authorization event = known.get(i);
            double[] upTo = logs(known.subList(0, i + 1));
            double mean = Arrays.stream(upTo).average().orElseThrow();
            double spread = Math.sqrt(Arrays.stream(upTo)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow());
            double current = log(now);
            var utc = event.occurredAt().atOffset(ZoneOffset.UTC);
            double[] row = {
                1,
                event.amount().doubleValue(),
                toUsual(known, i),
                i == 0 ? 2_592_000 : seconds(known.get(i - 1), event),
                seconds(event, now),
                utc.toLocalTime().toNanoOfDay() / 3.6e12,
                utc.getDayOfWeek() == DayOfWeek.SATURDAY || utc.getDayOfWeek() == DayOfWeek.SUNDAY ? 1 : 0,
                event.terminalId().equals(now.terminalId()) ? 1 : 0,
                current - log(event),
                current - median(upTo),
                (current - median(upTo)) / (spread + 0.2),
                current - Arrays.stream(upTo).max().orElseThrow(),
                i + 1,
                unusual(known, i)
            };
            for (int c = 0; c < row.length; c++) rows[at + c] = (float) row[c];
        }
        return rows;
    }

    private static double toUsual(List<Authorization> known, int i) {
        return i == 0 ? 0 : log(known.get(i)) - median(logs(known.subList(0, i)));
    }

    private static int unusual(List<Authorization> known, int i) {
        int found = 0;
        Instant after = known.get(i).occurredAt().minus(Duration.ofDays(14));
        for (int j = 5; j <= i; j++) {
            if (known.get(j).occurredAt().isAfter(after) && toUsual(known, j) > Math.log(2.5)) found++;
        }
        return found;
    }

    private static double seconds(Authorization from, Authorization to) {
        return Duration.between(from.occurredAt(), to.occurredAt()).toMillis() / 1000.0;
    }

    private static double log(Authorization authorization) {
        return Math.log1p(authorization.amount().doubleValue());
    }

    private static double[] logs(List<Authorization> authorizations) {
        return authorizations.stream().mapToDouble(EventSequenceTest::log).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    @Test
    void jsonKeepsEveryBit() throws Exception {
        for (int i = 0; i < 12; i++) pay("a-" + i, "T", i + ".37", START.plusSeconds(i * 7_777L));
        EventSequence events = pay("b", "T", "1.1", START.plusSeconds(100_000));
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(events);
        assertEquals(600, text.length() - 2);
        assertEquals(events, json.readValue(text, EventSequence.class));
        assertEquals(EventSequence.NONE, json.readValue("\"\"", EventSequence.class));
    }

    @Test
    void refusesWhatIsNoSequence() {
        assertThrows(IllegalArgumentException.class, () -> EventSequence.of(new float[EventSequence.COLUMNS + 1]));
        assertThrows(
                IllegalArgumentException.class,
                () -> EventSequence.of(new float[(EventSequence.LENGTH + 1) * EventSequence.COLUMNS]));
        assertThrows(IllegalArgumentException.class, () -> EventSequence.of(new float[EventSequence.COLUMNS]));
        float[] infinite = new float[EventSequence.COLUMNS];
        infinite[0] = 1;
        infinite[5] = Float.POSITIVE_INFINITY;
        assertThrows(IllegalArgumentException.class, () -> EventSequence.of(infinite));
        assertThrows(IllegalArgumentException.class, () -> EventSequence.of("AAA"));
        assertThrows(IllegalArgumentException.class, () -> EventSequence.of("no base 64"));
    }
}
