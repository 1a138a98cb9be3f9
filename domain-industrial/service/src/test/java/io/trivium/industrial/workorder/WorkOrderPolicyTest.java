package io.trivium.industrial.workorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelReference;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.model.FailureOutlook;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
    private static final Instant BOUND = UNTIL.minusSeconds(3_600);

    private static Evidence evidence() {
        FailureOutlook outlook = new FailureOutlook(
                UNTIL,
                0.8,
                List.of(
                        new FailureOutlook.ModeProbability("bearing", "VIB", 0.7),
                        new FailureOutlook.ModeProbability("seal", "ELP", 0.1)),
                new ModelReference("toy:1"));
        return new Evidence(UNTIL.minusSeconds(60), UNTIL, List.of(), List.of(), null, null, outlook, null, BOUND);
    }

    @Test
    void aFailureIsAsProbableAsWithinTheTimeThatIsLookedAhead() {
        assertEquals(0.8, WorkOrderPolicy.probability(evidence()));
        assertNull(WorkOrderPolicy.probability(null));
    }

    @Test
    void theWindowEndsNoLaterThanTheLowerBoundOfRemainingLife() {
        Instant now = BOUND.minusSeconds(600);
        assertEquals(BOUND, WorkOrderPolicy.windowTo(AlarmPriority.HIGH, evidence(), now));
        assertEquals(BOUND, WorkOrderPolicy.windowTo(AlarmPriority.CRITICAL, evidence(), now));
        assertEquals(UNTIL, WorkOrderPolicy.windowTo(AlarmPriority.HIGH, evidence(), UNTIL), "the bound is over: now");
        Instant early = BOUND.minus(Duration.ofDays(30));
        assertEquals(early.plus(Duration.ofDays(7)), WorkOrderPolicy.windowTo(AlarmPriority.HIGH, evidence(), early));
        assertEquals(now.plus(Duration.ofDays(1)), WorkOrderPolicy.windowTo(AlarmPriority.CRITICAL, null, now));
    }

    @Test
    void aLimitThatAnOperatorClearsIsNoWorkUnlessItStandsOrRecurs() {
        assertFalse(WorkOrderPolicy.deservesWork(AlarmPriority.HIGH, AlarmKind.LIMIT, Duration.ZERO, 2));
        assertTrue(WorkOrderPolicy.deservesWork(AlarmPriority.HIGH, AlarmKind.LIMIT, Duration.ZERO, 3));
        assertTrue(WorkOrderPolicy.deservesWork(AlarmPriority.HIGH, AlarmKind.LIMIT, Duration.ofMinutes(10), 1));
        assertFalse(WorkOrderPolicy.deservesWork(AlarmPriority.MEDIUM, AlarmKind.LIMIT, Duration.ofHours(1), 9));
        assertTrue(WorkOrderPolicy.deservesWork(AlarmPriority.CRITICAL, AlarmKind.LIMIT, Duration.ZERO, 1));
        assertTrue(WorkOrderPolicy.deservesWork(AlarmPriority.HIGH, AlarmKind.REMAINING_LIFE, Duration.ZERO, 1));
        assertFalse(WorkOrderPolicy.deservesWork(AlarmPriority.MEDIUM, AlarmKind.ANOMALY, Duration.ofHours(1), 9));
        assertFalse(WorkOrderPolicy.deservesWork(AlarmPriority.CRITICAL, AlarmKind.SILENCE, Duration.ofHours(1), 9));
    }
}
