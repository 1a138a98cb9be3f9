package io.trivium.industrial.workorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
