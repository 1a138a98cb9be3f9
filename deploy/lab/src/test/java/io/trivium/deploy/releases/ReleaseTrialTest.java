package io.trivium.deploy.releases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReleaseTrialTest {
    @Test
    void releasesAsManyGoodOnesAsBadOnesOfAllKindsAndOnsets() {
        List<List<Course>> plan = CoursePlan.of(7, 50, 10);
        List<Course> bad = plan.stream()
                .flatMap(List::stream)
                .filter(course -> course.fault() != Fault.GOOD)
                .toList();
        assertEquals(50, bad.size());
        assertEquals(100, plan.stream().mapToInt(List::size).sum());
        assertTrue(
                bad.stream().filter(course -> course.onset() == Onset.PROMOTED).count() >= 25);
        Set<String> seen = new HashSet<>();
        for (Course course : bad) seen.add(course.fault() + " " + course.onset());
        assertTrue(seen.size() >= 16, seen::toString);
        for (List<Course> lane : plan) {
            for (int i = 0; i < lane.size(); i++)
                assertEquals(i + 2, lane.get(i).version());
        }
    }

    @Test
    void onlyRowsThatTriggerAFaultAreSpoiled() {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            float[] usual = SimulatedTask.row(random, false);
            float[] trigger = SimulatedTask.row(random, true);
            for (Fault fault : Fault.values()) {
                assertFalse(fault.spoils(usual));
                boolean spoils = fault != Fault.GOOD && (fault != Fault.SLICE || SimulatedTask.isInSlice(trigger));
                assertEquals(spoils, fault.spoils(trigger), fault.word());
            }
        }
    }

    private static CourseResult result(
            @Nullable Onset onset, boolean promoted, String champion, String expected, @Nullable Double returned) {
        return new CourseResult(
                "m",
                2,
                onset == null ? "good" : "errors",
                onset == null ? null : onset.word(),
                0.5,
                "over",
                List.of(),
                promoted,
                champion,
                expected,
                100,
                10,
                5,
                50,
                0,
                returned,
                returned,
                60);
    }

    @Test
    void namesEveryPromiseThatWasBroken() {
        assertEquals(
                List.of(),
                new ReleaseReport(List.of(
                                result(null, true, "2", "2", null),
                                result(Onset.PROMOTED, true, "1", "1", 59.0),
                                result(Onset.SHADOW, false, "1", "1", null)))
                        .violations());
        assertBroken("back too late", result(Onset.PROMOTED, true, "1", "1", 61.0));
        assertBroken("wrong champion", result(Onset.PROMOTED, true, "2", "1", null));
        assertBroken("wrong champion", result(null, false, "1", "2", null));
        assertBroken("bad, and promoted", result(Onset.CANARY, true, "1", "1", 3.0));
    }

    private static void assertBroken(String promise, CourseResult result) {
        List<String> violations = new ReleaseReport(List.of(result)).violations();
        assertEquals(1, violations.size(), violations::toString);
        assertTrue(violations.getFirst().startsWith(promise), violations::toString);
    }
}
