package io.trivium.industrial.workorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.model.FailureOutlook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkOrderPolicyTest {

    private static List<WorkOrderState> next(WorkOrderState from) {
        return Arrays.stream(WorkOrderState.values())
                .filter(to -> WorkOrderPolicy.may(from, to))
                .toList();
    }

    @Test
    void whatIsFinishedStaysSo() {
        assertEquals(List.of(), next(WorkOrderState.DONE));
        assertEquals(List.of(), next(WorkOrderState.CANCELLED));
    }

    @Test
    void plansMayChangeUntilTheWorkBegins() {
        List<WorkOrderState> any = List.of(
                WorkOrderState.PLANNED, WorkOrderState.IN_PROGRESS, WorkOrderState.DONE, WorkOrderState.CANCELLED);
        assertEquals(any, next(WorkOrderState.PROPOSED));
        assertEquals(any, next(WorkOrderState.PLANNED));
        assertEquals(List.of(WorkOrderState.DONE, WorkOrderState.CANCELLED), next(WorkOrderState.IN_PROGRESS));
    }

    private static final Instant UNTIL = Instant.parse("2026-12-01T00:00:00Z");

    private static Evidence evidence() {
        FailureOutlook outlook = new FailureOutlook(
                UNTIL,
                0.8,
                List.of(
                        new FailureOutlook.ModeProbability("bearing", "VIB", 0.7),
                        new FailureOutlook.ModeProbability("seal", "ELP", 0.1)),
                "toy:1");
        return new Evidence(UNTIL.minusSeconds(60), UNTIL, List.of(), List.of(), null, null, outlook, null);
    }

    private static Optional<String> found(WorkOrderOutcome outcome, @Nullable String code) {
        return WorkOrderPolicy.foundMode(
                evidence(), new WorkOrder.Result(null, UNTIL, code, outcome, 0, BigDecimal.ZERO));
    }

    @Test
    void aFailureInsideTheWindowIsAsProbableAsOneWithinTheTimeThatIsLookedAhead() {
        assertEquals(0.8, WorkOrderPolicy.probability(evidence(), UNTIL));
        assertNull(WorkOrderPolicy.probability(evidence(), UNTIL.minusMillis(1)));
        assertNull(WorkOrderPolicy.probability(evidence(), null));
        assertNull(WorkOrderPolicy.probability(null, UNTIL));
    }

    @Test
    void whatWasFoundIsALabelInTheWordsOfWhatWasTold() {
        assertEquals(Optional.of("bearing"), found(WorkOrderOutcome.CONFIRMED, "VIB"));
        assertEquals(Optional.of("seal"), found(WorkOrderOutcome.OTHER_CAUSE, "ELP"));
        assertEquals(Optional.of("other"), found(WorkOrderOutcome.CONFIRMED, "PLU"));
        assertEquals(Optional.of("none"), found(WorkOrderOutcome.FALSE_ALARM, null));
        assertEquals(Optional.empty(), found(WorkOrderOutcome.PREVENTIVE, null));
        assertEquals(Optional.empty(), found(WorkOrderOutcome.CONFIRMED, null));
    }
}
