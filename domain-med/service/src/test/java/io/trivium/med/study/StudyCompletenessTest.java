package io.trivium.med.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StudyCompletenessTest {
    private static final Instant START = Instant.parse("2026-01-02T10:00:00Z");
    private static final StudyCompleteness.Times TIMES =
            new StudyCompleteness.Times(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(120));

    @Test
    void waitsForTheReleaseAndThenForQuiet() {
        var study = StudyCompleteness.nothing().received("1", "a", START);
        assertFalse(study.isDue(TIMES, START.plusSeconds(60)));
        study = study.released("a");
        assertFalse(study.isDue(TIMES, START.plusSeconds(19)));
        assertTrue(study.isDue(TIMES, START.plusSeconds(20)));
    }

    @Test
    void waitsShorterWhenAllExpectedInstancesAreThere() {
        var study =
                StudyCompleteness.nothing().expects(2).received("1", "a", START).received("2", "a", START);
        assertTrue(study.released("a").isDue(TIMES, START.plusSeconds(2)));
        assertFalse(study.isDue(TIMES, START.plusSeconds(2)), "the association is still open");
    }

    @Test
    void anAssociationThatFellSilentHoldsNothingUp() {
        var study = StudyCompleteness.nothing().received("1", "dead", START);
        assertEquals(START.plusSeconds(120), study.due(TIMES).orElseThrow());
    }

    @Test
    void aLateInstanceStartsTheNextVersionAndAKnownOneDoesNot() {
        var study = StudyCompleteness.nothing().received("1", "", START).complete();
        assertEquals(1, study.received("1", "", START.plusSeconds(99)).version());
        assertTrue(study.received("1", "", START.plusSeconds(99)).completed());
        var next = study.received("2", "", START.plusSeconds(100));
        assertEquals(2, next.version());
        assertFalse(next.completed());
        assertTrue(next.isDue(TIMES, START.plusSeconds(120)));
        assertEquals(2, next.instances().size());
    }

    @Test
    void nothingIsCompletedBeforeSomethingArrived() {
        assertTrue(StudyCompleteness.nothing().expects(0).due(TIMES).isEmpty());
        assertThrows(
                IllegalStateException.class, () -> StudyCompleteness.nothing().complete());
    }

    @Test
    void anyOrderAndAnyRepetitionOfArrivalsEndsInTheSameState() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(30);
            record Arrival(String uid, String association, Instant at) {}
            List<Arrival> arrivals = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                arrivals.add(new Arrival("1." + i, "a" + random.nextInt(3), START.plusSeconds(random.nextInt(15))));
            }
            var once = StudyCompleteness.nothing();
            for (Arrival each : arrivals) once = once.received(each.uid(), each.association(), each.at());
            List<Arrival> shuffled = new ArrayList<>(arrivals);
            Collections.shuffle(shuffled, random);
            var again = StudyCompleteness.nothing();
            for (Arrival each : shuffled) {
                for (int times = 1 + random.nextInt(3); times > 0; times--) {
                    again = again.received(each.uid(), each.association(), each.at());
                }
            }
            for (String association : List.of("a2", "a0", "a1")) {
                once = once.released(association);
                again = again.released(association);
            }
            assertEquals(once, again, "seed " + seed);
            assertFalse(again.isDue(TIMES, once.due(TIMES).orElseThrow().minusMillis(1)), "seed " + seed);
        }
    }
}
