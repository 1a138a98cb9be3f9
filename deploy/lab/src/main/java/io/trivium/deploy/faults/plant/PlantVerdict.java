package io.trivium.deploy.faults.plant;

import io.trivium.deploy.faults.AlarmEvent;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.plant.PlantAlarm.Occurrence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the evidence of a run with the factory's promises, by rules that are independent of the service's
 * implementation.
 */
final class PlantVerdict {
    private final PlantEvidence evidence;
    private final List<Violation> violations = new ArrayList<>();
    private int expectedAlarms;

    private PlantVerdict(PlantEvidence evidence) {
        this.evidence = evidence;
    }

    static PlantVerdict on(PlantEvidence evidence) {
        PlantVerdict verdict = new PlantVerdict(evidence);
        verdict.checkReadings();
        verdict.checkLatest();
        verdict.checkRollUps();
        verdict.checkAlarms();
        verdict.checkEvents();
        evidence.audit().forEach(finding -> verdict.add(PlantPromise.AUDIT, "-", finding));
        return verdict;
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** The number of times that machines exceeded their limits. */
    int expectedAlarms() {
        return expectedAlarms;
    }

    private void add(PlantPromise promise, String id, String detail) {
        violations.add(new Violation(promise, id, detail));
    }

    /** Sets, not counts: one lost and one invented would make the same number. The key of the table keeps one row of each. */
    private void checkReadings() {
        Map<String, PlantReading> stored = new HashMap<>();
        for (PlantReading reading : evidence.stored()) stored.put(reading.id(), reading);
        Set<String> sent = new HashSet<>();
        for (PlantReading reading : evidence.acknowledged()) {
            if (!sent.add(reading.id())) continue;
            PlantReading row = stored.get(reading.id());
            if (row == null) {
                add(PlantPromise.LOST, reading.id(), "acknowledged with " + reading.value() + ", not stored");
            } else if (row.value() != reading.value()) {
                add(PlantPromise.CHANGED, reading.id(), "sent " + reading.value() + ", stored " + row.value());
            }
        }
        for (PlantReading row : evidence.stored()) {
            if (!sent.contains(row.id())) {
                add(PlantPromise.NEVER_SENT, row.id(), "stored with " + row.value() + ", and no sender sent it");
            }
        }
    }

    private void checkLatest() {
        Map<String, PlantReading> shown = new HashMap<>();
        for (PlantReading reading : evidence.latest()) shown.put(reading.series(), reading);
        Map<String, PlantReading> newest = new TreeMap<>();
        for (PlantReading reading : evidence.acknowledged()) {
            newest.merge(reading.series(), reading, (a, b) -> a.at() >= b.at() ? a : b);
        }
        newest.forEach((series, reading) -> {
            PlantReading latest = shown.get(series);
            if (!reading.equals(latest)) {
                add(
                        PlantPromise.LATEST,
                        series,
                        latest == null
                                ? "nothing is shown; the newest is of " + reading.at()
                                : "shown is that of " + latest.at() + ", the newest is of " + reading.at());
            }
        });
    }

    private void checkRollUps() {
        Map<String, RollUpRow> kept = new HashMap<>();
        for (RollUpRow row : evidence.kept()) kept.put(row.id(), row);
        for (RollUpRow wanted : evidence.recomputed()) {
            RollUpRow row = kept.remove(wanted.id());
            if (!wanted.equals(row)) {
                add(
                        PlantPromise.ROLLUP,
                        wanted.id(),
                        row == null
                                ? "is missing; its readings give " + wanted
                                : "is " + row + ", its readings give " + wanted);
            }
        }
        kept.values().forEach(row -> add(PlantPromise.ROLLUP, row.id(), "has no readings: " + row));
    }

    private void checkAlarms() {
        Map<String, List<Occurrence>> expected = expected();
        Map<String, Occurrence> found = new LinkedHashMap<>();
        for (Occurrence occurrence : evidence.occurrences()) {
            if (found.put(occurrence.id(), occurrence) != null) {
                add(PlantPromise.ALARM_TWICE, occurrence.id(), "raised twice by one reading");
            }
        }
        expected.values().stream().flatMap(List::stream).forEach(wanted -> {
            expectedAlarms++;
            Occurrence occurrence = found.remove(wanted.id());
            if (occurrence == null) {
                add(PlantPromise.ALARM_MISSING, wanted.id(), "the machine exceeded its limit without an alarm");
            } else if (!wanted.equals(occurrence)) {
                add(
                        PlantPromise.ALARM_STATE,
                        wanted.id(),
                        "cleared at " + occurrence.cleared() + ", the machine was well at " + wanted.cleared());
            }
        });
        found.values()
                .forEach(
                        more -> add(PlantPromise.ALARM_WITHOUT_CAUSE, more.id(), "no reading exceeded the limit then"));
        Map<String, PlantAlarm> alarms = alarms();
        expected.forEach((id, occurrences) -> checkAlarm(id, alarms.get(id), occurrences));
    }

    private void checkAlarm(String id, @Nullable PlantAlarm alarm, List<Occurrence> expected) {
        if (alarm == null) {
            if (!expected.isEmpty()) add(PlantPromise.ALARM_MISSING, id, "there is no alarm at all");
            return;
        }
        boolean active = !expected.isEmpty() && expected.getLast().cleared() == null;
        if (alarm.active() != active || alarm.occurrences() != expected.size()) {
            add(
                    PlantPromise.ALARM_STATE,
                    id,
                    "active " + alarm.active() + ", raised " + alarm.occurrences() + " times; by the readings active "
                            + active + ", " + expected.size() + " times");
        }
    }

    /** The first of each machine and condition; another one is a violation. */
    private Map<String, PlantAlarm> alarms() {
        Map<String, PlantAlarm> alarms = new LinkedHashMap<>();
        for (PlantAlarm alarm : evidence.alarms()) {
            if (alarms.putIfAbsent(alarm.id(), alarm) != null) {
                add(PlantPromise.ALARM_TWICE, alarm.id(), "a second alarm of this machine and condition");
            }
        }
        return alarms;
    }

    private Map<String, List<Occurrence>> expected() {
        Map<String, List<PlantReading>> levels = new TreeMap<>();
        for (PlantReading reading : evidence.acknowledged()) {
            if (reading.tag().equals("level")) {
                levels.computeIfAbsent(reading.source(), source -> new ArrayList<>())
                        .add(reading);
            }
        }
        Map<String, List<Occurrence>> expected = new TreeMap<>();
        levels.forEach((source, readings) -> {
            readings.sort(Comparator.comparingLong(PlantReading::at));
            for (LimitOracle rule : LimitOracle.OF_RUN) {
                expected.put(source + ' ' + rule.condition(), rule.occurrences(source, readings));
            }
        });
        return expected;
    }

    /** Each change of an alarm is published under one id; the same one may be there again after a crash. */
    private void checkEvents() {
        Map<String, Map<Integer, Set<String>>> published = new HashMap<>();
        for (AlarmEvent event : evidence.events()) {
            published
                    .computeIfAbsent(event.alarmId(), alarm -> new TreeMap<>())
                    .computeIfAbsent(event.version(), version -> new HashSet<>())
                    .add(event.eventId());
        }
        Set<String> seen = new HashSet<>();
        for (PlantAlarm alarm : evidence.alarms()) {
            if (!seen.add(alarm.id())) continue;
            Map<Integer, Set<String>> versions = published.getOrDefault(alarm.alarmId(), Map.of());
            List<Integer> wrong = new ArrayList<>();
            for (int version = 1; version <= Math.max(alarm.version(), versions.size()); version++) {
                boolean wanted = version <= alarm.version();
                if (versions.getOrDefault(version, Set.of()).size() != (wanted ? 1 : 0)) wrong.add(version);
            }
            if (!wrong.isEmpty()) {
                add(
                        PlantPromise.ALARM_EVENT,
                        alarm.id(),
                        "of " + alarm.version() + " changes these are not published once: " + wrong);
            }
        }
    }
}
