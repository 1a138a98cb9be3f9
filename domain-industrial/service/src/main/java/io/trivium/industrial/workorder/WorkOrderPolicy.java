package io.trivium.industrial.workorder;

import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.RaisedAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.model.FailureOutlook;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which steps a work order may take, and what follows from what it was proposed on. Pure. */
final class WorkOrderPolicy {

    /** The period in which occurrences of an alarm are counted: a shift. */
    static final Duration RECURRENCE_PERIOD = Duration.ofHours(8);

    private static final int RECURRENCES = 3;
    private static final Duration STANDING = RaisedAlarms.STANDING;
    private static final Duration WINDOW_OF_HIGH = Duration.ofDays(7);
    private static final Duration WINDOW_OF_CRITICAL = Duration.ofDays(1);

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
     * Whether an alarm requires a work order: a critical alarm and an alarm of a model at once, a limit of high
     * priority when it persists or recurs. An alarm that an operator clears within minutes requires no maintenance, and
     * a silent asset is inspected, not repaired.
     *
     * @param active duration of its activity
     * @param occurrences within {@link #RECURRENCE_PERIOD}, this one included
     */
    static boolean deservesWork(AlarmPriority priority, AlarmKind kind, Duration active, int occurrences) {
        return switch (kind) {
            case SILENCE -> false;
            case LIMIT ->
                priority == AlarmPriority.CRITICAL
                        || (priority == AlarmPriority.HIGH
                                && (active.compareTo(STANDING) >= 0 || occurrences >= RECURRENCES));
            case ANOMALY, REMAINING_LIFE, CYCLE_DEFECT -> priority.compareTo(AlarmPriority.HIGH) >= 0;
        };
    }

    /** By when work has to be done: a day for critical, a week for high priority, and never after the lower bound of life. */
    static Instant windowTo(AlarmPriority priority, @Nullable Evidence evidence, Instant now) {
        Instant usual = now.plus(priority == AlarmPriority.CRITICAL ? WINDOW_OF_CRITICAL : WINDOW_OF_HIGH);
        Instant bound = evidence == null ? null : evidence.failureNotBefore();
        if (bound == null || bound.isAfter(usual)) return usual;
        return bound.isBefore(now) ? now : bound;
    }

    /**
     * Returns the probability of a failure within the horizon of the evidence, if nothing is done. Null if the evidence
     * contains none.
     */
    static @Nullable Double probability(@Nullable Evidence evidence) {
        FailureOutlook outlook = evidence == null ? null : evidence.outlook();
        return outlook == null ? null : outlook.probability();
    }

    /** When finished work has made its asset as new: a part that remaining life had called for was changed. Null where it has not. */
    static @Nullable Instant renewedAt(WorkOrder order) {
        WorkOrderOutcome outcome = order.result().outcome();
        boolean renewed = Proposals.REMAINING_LIFE_TASK.equals(order.task())
                && (outcome == WorkOrderOutcome.CONFIRMED || outcome == WorkOrderOutcome.PREVENTIVE);
        return renewed ? order.result().doneAt() : null;
    }
}
