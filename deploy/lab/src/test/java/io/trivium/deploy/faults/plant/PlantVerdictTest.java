package io.trivium.deploy.faults.plant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.faults.AlarmEvent;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.plant.PlantAlarm.Occurrence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run without faults, and then with one fault at a time: each must be found, and nothing else. */
class PlantVerdictTest {
    private static final long SECOND = 1_000_000;
    private static final long BEGIN = 1_764_000_000 * SECOND;

    private final List<PlantReading> acknowledged = new ArrayList<>();
    private final List<PlantReading> stored = new ArrayList<>();
    private final List<PlantReading> latest = new ArrayList<>();
    private final List<RollUpRow> kept = new ArrayList<>();
    private final List<RollUpRow> recomputed = new ArrayList<>();
    private final List<PlantAlarm> alarms = new ArrayList<>();
    private final List<Occurrence> occurrences = new ArrayList<>();
    private final List<AlarmEvent> events = new ArrayList<>();
    private final List<String> audit = new ArrayList<>();

    /** One machine with three readings, and one that is over its limit twice, the second time still and for long. */
    @BeforeEach
    void aRunThatWentWell() {
        for (int i = 0; i < 3; i++) acknowledged.add(new PlantReading("m0", "fast", BEGIN + i * SECOND, 100 + i));
        double[] levels = {-1, 2, -3, 4, 5, 6};
        for (int i = 0; i < levels.length; i++) {
            acknowledged.add(new PlantReading("a0", "level", BEGIN + i * SECOND, levels[i]));
        }
        // Acknowledged in another order than measured, and once more than sent.
        acknowledged.add(acknowledged.removeFirst());
        acknowledged.add(acknowledged.getFirst());
        stored.addAll(acknowledged.subList(0, 9));
        latest.add(new PlantReading("m0", "fast", BEGIN + 2 * SECOND, 102));
        latest.add(new PlantReading("a0", "level", BEGIN + 5 * SECOND, 6));
        for (int i = 0; i < 3; i++) {
            recomputed.add(new RollUpRow(
                    "second", "m0 fast", BEGIN + i * SECOND, 1, 100 + i, 100 + i, 100 + i, 100 + i, 100 + i));
        }
        kept.addAll(recomputed);
        alarms.add(new PlantAlarm("1", "a0", "Level", true, 2, 3));
        alarms.add(new PlantAlarm("2", "a0", "Level, for long", true, 1, 1));
        occurrences.add(new Occurrence("a0", "Level", BEGIN + SECOND, BEGIN + 2 * SECOND));
        occurrences.add(new Occurrence("a0", "Level", BEGIN + 3 * SECOND, null));
        occurrences.add(new Occurrence("a0", "Level, for long", BEGIN + 5 * SECOND, null));
        for (int version = 1; version <= 3; version++) events.add(new AlarmEvent("1/" + version, "1", version));
        events.add(new AlarmEvent("2/1", "2", 1));
        // The same event again is permitted by at-least-once delivery.
        events.add(new AlarmEvent("1/2", "1", 2));
    }

    private List<Violation> violations() {
        return PlantVerdict.on(new PlantEvidence(
                        acknowledged, stored, latest, kept, recomputed, alarms, occurrences, events, audit))
                .violations();
    }

    private void assertFinds(PlantPromise promise, String id) {
        List<Violation> violations = violations();
        assertEquals(1, violations.size(), violations::toString);
        assertEquals(promise, violations.getFirst().kind());
        assertEquals(id, violations.getFirst().id());
    }

    @Test
    void findsNothingWhenAllWentWell() {
        assertEquals(List.of(), violations());
    }

    @Test
    void findsALostReading() {
        stored.removeIf(reading -> reading.value() == 101);
        assertFinds(PlantPromise.LOST, "m0 fast " + (BEGIN + SECOND));
    }

    @Test
    void findsALostReadingThatAnotherOneMakesUpForInNumber() {
        stored.removeIf(reading -> reading.value() == 101);
        stored.add(new PlantReading("m0", "fast", BEGIN + SECOND + 1, 101));
        assertEquals(
                List.of(PlantPromise.LOST, PlantPromise.NEVER_SENT),
                violations().stream().map(Violation::kind).toList());
    }

    @Test
    void findsAChangedValue() {
        stored.removeIf(reading -> reading.value() == 101);
        stored.add(new PlantReading("m0", "fast", BEGIN + SECOND, 101.5));
        assertFinds(PlantPromise.CHANGED, "m0 fast " + (BEGIN + SECOND));
    }

    @Test
    void findsAReadingThatNobodySent() {
        stored.add(new PlantReading("m0", "fast", BEGIN + 1, 101));
        assertFinds(PlantPromise.NEVER_SENT, "m0 fast " + (BEGIN + 1));
    }

    @Test
    void findsALatestReadingThatIsNotTheNewest() {
        latest.set(0, new PlantReading("m0", "fast", BEGIN + SECOND, 101));
        assertFinds(PlantPromise.LATEST, "m0 fast");
    }

    @Test
    void findsASeriesWithoutALatestReading() {
        latest.removeFirst();
        assertFinds(PlantPromise.LATEST, "m0 fast");
    }

    @Test
    void findsARollUpThatIsMissing() {
        kept.removeFirst();
        assertFinds(PlantPromise.ROLLUP, "m0 fast second " + BEGIN);
    }

    @Test
    void findsARollUpWithAnotherSum() {
        kept.set(0, new RollUpRow("second", "m0 fast", BEGIN, 1, 100, 100, 101, 100, 100));
        assertFinds(PlantPromise.ROLLUP, "m0 fast second " + BEGIN);
    }

    @Test
    void findsARollUpWithoutReadings() {
        kept.add(new RollUpRow("minute", "m0 fast", BEGIN, 1, 100, 100, 100, 100, 100));
        assertFinds(PlantPromise.ROLLUP, "m0 fast minute " + BEGIN);
    }

    @Test
    void findsAnAlarmThatWasNotRaised() {
        occurrences.removeFirst();
        assertFinds(PlantPromise.ALARM_MISSING, "a0 Level " + (BEGIN + SECOND));
    }

    @Test
    void findsAnAlarmThatNoReadingRaised() {
        occurrences.add(new Occurrence("a0", "Level", BEGIN, BEGIN + SECOND));
        assertFinds(PlantPromise.ALARM_WITHOUT_CAUSE, "a0 Level " + BEGIN);
    }

    @Test
    void findsAnAlarmThatOneReadingRaisedTwice() {
        occurrences.add(occurrences.getFirst());
        assertFinds(PlantPromise.ALARM_TWICE, "a0 Level " + (BEGIN + SECOND));
    }

    @Test
    void findsAnAlarmThatWasClearedAtAnotherTime() {
        occurrences.set(0, new Occurrence("a0", "Level", BEGIN + SECOND, BEGIN + 3 * SECOND));
        assertFinds(PlantPromise.ALARM_STATE, "a0 Level " + (BEGIN + SECOND));
    }

    @Test
    void findsASecondAlarmOfOneCondition() {
        alarms.add(new PlantAlarm("3", "a0", "Level", true, 2, 3));
        assertFinds(PlantPromise.ALARM_TWICE, "a0 Level");
    }

    @Test
    void findsAnAlarmThatShouldBeActive() {
        alarms.set(0, new PlantAlarm("1", "a0", "Level", false, 2, 3));
        assertFinds(PlantPromise.ALARM_STATE, "a0 Level");
    }

    @Test
    void findsAChangeThatWasNotPublished() {
        events.removeIf(event -> event.eventId().equals("1/2"));
        assertFinds(PlantPromise.ALARM_EVENT, "a0 Level");
    }

    @Test
    void findsAChangeThatWasPublishedUnderTwoIds() {
        events.add(new AlarmEvent("again", "1", 2));
        assertFinds(PlantPromise.ALARM_EVENT, "a0 Level");
    }

    @Test
    void findsABrokenAuditLog() {
        audit.add("entry 7: the hash is another");
        assertFinds(PlantPromise.AUDIT, "-");
    }

    @Test
    void aSabotageIsFoundOnlyWhenItIsAllThatIsFound() {
        Violation lost = new Violation(PlantPromise.LOST, "1", "");
        Violation never = new Violation(PlantPromise.NEVER_SENT, "2", "");
        Violation newest = new Violation(PlantPromise.LATEST, "2", "");
        List<PlantSabotage> one = List.of(PlantSabotage.reading_lost);
        assertTrue(Sabotage.isFound(one, List.of(lost)));
        assertFalse(Sabotage.isFound(one, List.of()), "not found");
        assertFalse(Sabotage.isFound(one, List.of(lost, lost)), "found once too often");
        assertFalse(Sabotage.isFound(one, List.of(lost, never)), "found something else as well");
        assertTrue(Sabotage.isFound(List.of(PlantSabotage.latest_overtaken), List.of(newest, never)));
    }

    @Test
    void everyPromiseCanBeBrokenBehindThePlatformsBack() {
        assertEquals(
                List.of(PlantPromise.values()),
                PlantSabotage.all().stream()
                        .flatMap(sabotage -> sabotage.reports().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }
}
