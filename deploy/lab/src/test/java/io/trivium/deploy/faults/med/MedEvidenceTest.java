package io.trivium.deploy.faults.med;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.med.MedEvidence.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run without faults, and then with one fault at a time: each must be found, and nothing else. */
class MedEvidenceTest {
    private static final int SLICES = 6;

    private final List<String> acknowledged = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final List<String> inPacs = new ArrayList<>();

    /** Two studies; a crash cut the second one in two, and its first part was overtaken before it was read. */
    @BeforeEach
    void aRunThatWentWell() {
        acknowledged.addAll(List.of("1.1", "1.2"));
        rows.add(new Row("1.1", 1, "refused", "TOO_FEW", SLICES, 1));
        rows.add(new Row("1.2", 1, "refused", "SUPERSEDED", 4, 0));
        rows.add(new Row("1.2", 2, "done", "", SLICES, 1));
        made.addAll(List.of("9.1", "9.2"));
        inPacs.addAll(List.of("9.2", "9.1"));
    }

    private void assertFinds(MedPromise promise, String id) {
        List<Violation> violations = violations();
        assertEquals(1, violations.size(), violations::toString);
        assertEquals(promise, violations.getFirst().kind());
        assertEquals(id, violations.getFirst().id());
    }

    private List<Violation> violations() {
        return new MedEvidence(acknowledged, rows, made, inPacs).violations(SLICES);
    }

    @Test
    void findsNothingWhenAllWentWell() {
        assertEquals(List.of(), violations());
    }

    @Test
    void findsAResultThatThePacsDoesNotHave() {
        inPacs.remove("9.1");
        assertFinds(MedPromise.NOT_IN_PACS, "9.1");
    }

    @Test
    void findsAResultThatThePacsHasTwice() {
        inPacs.add("9.1");
        assertFinds(MedPromise.TWICE_IN_PACS, "9.1");
    }

    @Test
    void findsAnObjectThatTheNodeDidNotMake() {
        inPacs.add("9.3");
        assertFinds(MedPromise.NEVER_MADE, "9.3");
    }

    @Test
    void findsAResultThatWasMadeTwice() {
        made.add("9.1");
        assertFinds(MedPromise.MADE_TWICE, "9.1");
    }

    @Test
    void findsARevisionWithoutAResult() {
        rows.set(2, new Row("1.2", 2, "done", "", SLICES, 0));
        assertFinds(MedPromise.WITHOUT_RESULT, "1.2");
    }

    @Test
    void findsARevisionThatWasGivenUpOn() {
        rows.set(0, new Row("1.1", 1, "failed", "", SLICES, 1));
        assertFinds(MedPromise.FAILED, "1.1");
    }

    @Test
    void findsAResultOfAnOvertakenRevision() {
        rows.set(1, new Row("1.2", 1, "refused", "SUPERSEDED", 4, 1));
        assertFinds(MedPromise.SUPERSEDED, "1.2");
    }

    @Test
    void findsAStudyThatWasReadWithoutAnImage() {
        rows.set(0, new Row("1.1", 1, "refused", "TOO_FEW", SLICES - 1, 1));
        assertFinds(MedPromise.INCOMPLETE, "1.1");
    }

    @Test
    void findsAStudyThatWasNeverRead() {
        rows.removeFirst();
        assertFinds(MedPromise.UNREAD, "1.1");
    }

    @Test
    void everyPromiseCanBeBrokenBehindTheNodesBack() {
        assertEquals(
                List.of(MedPromise.values()),
                MedSabotage.all().stream()
                        .flatMap(sabotage -> sabotage.reports().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }
}
