package io.trivium.med.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.learning.PreferenceObserved;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearningEventsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final FindingView FINDING = new FindingView(
            "2.25.7",
            1,
            List.of(0.0, 0.0, 0.0),
            0,
            "2.25.1",
            0.8,
            FindingKind.NODULE,
            0.3,
            7.5,
            6.5,
            220.0,
            null,
            null,
            List.of(),
            Map.of(),
            List.of(),
            List.of());

    private static DecisionRequest request(FindingVerdict verdict, @Nullable CorrectedFinding corrected) {
        return new DecisionRequest(verdict, verdict.reasons().getFirst(), null, corrected, null);
    }

    @Test
    void prefersNothingToValuesThatTheDetectorDidNotGive() {
        FindingView unreliable = new FindingView(
                "2.25.7",
                1,
                List.of(0.0, 0.0, 0.0),
                0,
                "2.25.1",
                0.8,
                FindingKind.UNRELIABLE,
                null,
                null,
                null,
                null,
                "cut-by-cube",
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of());
        assertEquals(
                Optional.empty(),
                LearningEvents.preference(
                        unreliable, null, request(FindingVerdict.EDITED, new CorrectedFinding(4, 8.0)), NOW));
    }

    private static List<String> labels(@Nullable DecisionView before, DecisionRequest request) {
        return LearningEvents.labels(FINDING, before, request, NOW).stream()
                .map(each -> each.task() + " " + each.label() + (each.isWithdrawn() ? " withdrawn" : ""))
                .toList();
    }

    @Test
    void labelsInTheTasksOwnWords() {
        assertEquals(List.of("med-nodule-suspicion nodule"), labels(null, request(FindingVerdict.ACCEPTED, null)));
        assertEquals(List.of("med-nodule-suspicion no-nodule"), labels(null, request(FindingVerdict.REJECTED, null)));
        assertEquals(
                List.of("med-nodule-suspicion nodule", "med-lung-nodule MALIGNANCY=4"),
                labels(null, request(FindingVerdict.EDITED, new CorrectedFinding(4, null))));
        assertEquals(
                List.of("med-nodule-suspicion nodule"),
                labels(null, request(FindingVerdict.EDITED, new CorrectedFinding(null, 8.0))));
    }

    @Test
    void withdrawsAMalignancyThatIsNoLongerGiven() {
        DecisionView before = new DecisionView(
                new UUID(1, 1),
                FindingVerdict.EDITED,
                "size-and-malignancy",
                null,
                new CorrectedFinding(5, null),
                "rada",
                NOW.minusSeconds(9));
        assertEquals(
                List.of("med-nodule-suspicion no-nodule", "med-lung-nodule MALIGNANCY=5 withdrawn"),
                labels(before, request(FindingVerdict.REJECTED, null)));
    }

    @Test
    void prefersWhatTheReaderPutInItsPlace() {
        PreferenceObserved edited = LearningEvents.preference(
                        FINDING, null, request(FindingVerdict.EDITED, new CorrectedFinding(2, 9.0)), NOW)
                .orElseThrow();
        assertEquals(Map.of("malignancy", 0.0, "longest-diameter-mm", 9.0), edited.chosen());
        assertEquals(Map.of("malignancy", 0.3, "longest-diameter-mm", 7.5), edited.rejected());
        PreferenceObserved rejected = LearningEvents.preference(
                        FINDING, null, request(FindingVerdict.REJECTED, null), NOW)
                .orElseThrow();
        assertEquals(Map.of("detection", 0.0), rejected.chosen());
    }

    @Test
    void takesBackWhatWasPreferredWhenTheFindingIsAcceptedAfterAll() {
        DecisionRequest accepted = request(FindingVerdict.ACCEPTED, null);
        assertTrue(LearningEvents.preference(FINDING, null, accepted, NOW).isEmpty());
        DecisionView before = new DecisionView(
                new UUID(1, 1), FindingVerdict.REJECTED, "vessel", null, null, "rada", NOW.minusSeconds(9));
        assertEquals(
                Map.of("detection", 0.8),
                LearningEvents.preference(FINDING, before, accepted, NOW)
                        .orElseThrow()
                        .chosen());
    }

    @Test
    void hasNoPreferenceWhereNothingDiffers() {
        assertTrue(LearningEvents.preference(
                        FINDING, null, request(FindingVerdict.EDITED, new CorrectedFinding(null, 7.5)), NOW)
                .isEmpty());
    }
}
