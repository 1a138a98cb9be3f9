package io.trivium.industrial.workorder;

import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.model.FailureOutlook;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which steps a work order may take, and what follows from what it was proposed on. Pure. */
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

    /**
     * How probable a failure inside the window is, at the least: as probable as one within the time that the evidence looks
     * ahead, if that ends inside the window. Null where it does not, or nothing says so.
     */
    static @Nullable Double probability(@Nullable Evidence evidence, @Nullable Instant windowTo) {
        FailureOutlook outlook = evidence == null ? null : evidence.outlook();
        return outlook == null || windowTo == null || outlook.until().isAfter(windowTo) ? null : outlook.probability();
    }

    /**
     * What the outcome says of the failure modes that the evidence told: the mode that was found, {@code none} where nothing
     * was wrong, {@code other} where it was none of the modes told. Empty where nothing was told, or nobody says what it was.
     */
    static Optional<String> foundMode(@Nullable Evidence evidence, WorkOrder.Result result) {
        FailureOutlook outlook = evidence == null ? null : evidence.outlook();
        WorkOrderOutcome outcome = result.outcome();
        if (outlook == null || outcome == null) {
            return Optional.empty();
        }
        return switch (outcome) {
            case FALSE_ALARM -> Optional.of("none");
            case PREVENTIVE -> Optional.empty();
            case CONFIRMED, OTHER_CAUSE ->
                Optional.ofNullable(result.failureMode())
                        .map(code -> outlook.modes().stream()
                                .filter(mode -> mode.code().equals(code))
                                .map(FailureOutlook.ModeProbability::mode)
                                .findFirst()
                                .orElse("other"));
        };
    }
}
