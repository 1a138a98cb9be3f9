package io.trivium.med.workitem;

import io.trivium.med.report.WorkItem.State;
import java.util.Optional;

/** The permitted state transitions of a work item (PS3.4 CC.1.1, PS3.18 11.7). */
final class TransitionPolicy {
    private TransitionPolicy() {}

    /** The answer to a change. */
    enum Answer {
        CHANGED,
        /** It is in that state already, by the same performer. */
        ALREADY,
        /** Another performer has claimed it, it has ended, or it was never claimed. */
        CONFLICT
    }

    /**
     * Decides on a change of state.
     *
     * @param held transaction of the item; empty until it is claimed
     * @param transaction of the caller
     */
    static Answer decide(State now, Optional<String> held, State wanted, String transaction) {
        boolean owner = held.equals(Optional.of(transaction));
        return switch (wanted) {
            case SCHEDULED -> Answer.CONFLICT;
            case IN_PROGRESS -> now == State.SCHEDULED ? Answer.CHANGED : Answer.CONFLICT;
            case COMPLETED, CANCELED -> {
                if (now == wanted && owner) yield Answer.ALREADY;
                yield now == State.IN_PROGRESS && owner ? Answer.CHANGED : Answer.CONFLICT;
            }
        };
    }

    /** Whether attributes may be changed: by any caller before it is claimed, by the performer after. */
    static boolean mayUpdate(State now, Optional<String> held, Optional<String> transaction) {
        return switch (now) {
            case SCHEDULED -> transaction.isEmpty();
            case IN_PROGRESS -> transaction.isPresent() && held.equals(transaction);
            case COMPLETED, CANCELED -> false;
        };
    }
}
