package io.trivium.med.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.archive.ArrivalListener.Arrival;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.processing.StudyWatch.Study;
import io.trivium.med.study.StudyCompleteness.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StudyWatchTest {

    private static final TenantId TENANT = new TenantId("demo-hospital");
    private static final Study STUDY = new Study(TENANT, new StudyInstanceUid("2.25.1"));
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final Instant START = Instant.parse("2026-01-02T10:00:00Z");

    private final List<Study> completed = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private boolean databaseAway;
    private final StudyWatch watch = new StudyWatch(
            new Times(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(2)),
            study -> {
                if (databaseAway) throw new IllegalStateException("away");
                completed.add(study);
            },
            (study, source) -> sent.add(source));

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static Arrival arrival(String instance, UUID association, int second) {
        return new Arrival(TENANT, STUDY.uid(), instance, "ab", Duplication.NEW, association, "CT1", at(second));
    }

    @Test
    void waitsForTheReleaseAndTheQuietTime() {
        watch.stored(arrival("2.25.10", ONE, 0));
        watch.round(at(1));
        watch.round(at(30));
        assertEquals(List.of(), completed);
        watch.ended(ONE);
        watch.round(at(31));
        assertEquals(List.of(STUDY), completed);
        assertEquals(List.of("CT1"), sent);
        assertEquals(0, watch.size());
    }

    @Test
    void severalAssociationsHoldAStudyUpUntilTheLast() {
        watch.stored(arrival("2.25.10", ONE, 0));
        watch.stored(arrival("2.25.11", TWO, 1));
        watch.ended(ONE);
        watch.round(at(25));
        assertEquals(List.of(), completed);
        watch.ended(TWO);
        watch.round(at(26));
        assertEquals(1, completed.size());
    }

    @Test
    void theExpectedCountEndsTheWait() {
        watch.stored(arrival("2.25.10", ONE, 0));
        watch.stored(arrival("2.25.11", ONE, 0));
        watch.ended(ONE);
        watch.round(at(1));
        watch.expects(STUDY, 2);
        watch.round(at(3));
        assertEquals(1, completed.size());
    }

    @Test
    void aFailedCompletionIsRepeated() {
        watch.found(STUDY, Set.of("2.25.10"), START);
        databaseAway = true;
        assertThrows(IllegalStateException.class, () -> watch.round(at(21)));
        databaseAway = false;
        watch.round(at(22));
        assertEquals(List.of(), completed);
        watch.round(at(23));
        assertEquals(List.of(STUDY), completed);
    }

    @Test
    void otherContentOfAKnownInstanceIsLateToo() {
        watch.stored(arrival("2.25.10", ONE, 0));
        watch.ended(ONE);
        watch.round(at(25));
        watch.stored(new Arrival(TENANT, STUDY.uid(), "2.25.10", "cd", Duplication.OTHER_CONTENT, TWO, "CT1", at(30)));
        watch.ended(TWO);
        watch.round(at(51));
        assertEquals(2, completed.size());
    }

    @Test
    void theOrderOfRoundsAndArrivalsDoesNotMatter() {
        for (int seed = 0; seed < 50; seed++) {
            completed.clear();
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 20; i++) order.add(i);
            Random random = new Random(seed);
            Collections.shuffle(order, random);
            for (int i : order) {
                watch.stored(arrival("2.25.1" + i, i % 2 == 0 ? ONE : TWO, i));
                if (random.nextBoolean()) watch.round(at(20));
            }
            watch.ended(ONE);
            watch.ended(TWO);
            watch.round(at(19));
            assertEquals(List.of(), completed, "seed " + seed);
            watch.round(at(39));
            assertEquals(List.of(STUDY), completed, "seed " + seed);
        }
    }
}
