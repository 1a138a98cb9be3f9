package io.trivium.industrial.workorder;

import java.util.Set;

/** Which steps a work order may take. Pure. */
final class WorkOrderPolicy {

    private WorkOrderPolicy() {}

    /** Whether it may go from the one state to the other; a plan may be changed, and short work is done without one. */
    static boolean may(WorkOrderState from, WorkOrderState to) {
        return switch (from) {
            case PROPOSED, PLANNED -> to != WorkOrderState.PROPOSED;
            case IN_PROGRESS ->
                Set.of(WorkOrderState.DONE, WorkOrderState.CANCELLED).contains(to);
            case DONE, CANCELLED -> false;
        };
    }
}
