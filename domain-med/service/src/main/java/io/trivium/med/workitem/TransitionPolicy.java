package io.trivium.med.workitem;

import io.trivium.med.report.WorkItem.State;
import java.util.Optional;

/** What may become of a work item when (PS3.4 CC.1.1, PS3.18 11.7). */
final class TransitionPolicy {
    private TransitionPolicy() {}

    /** How a change is answered. */
    enum Answer {
        CHANGED,
        /** It is in that state already, by the same performer. */
        ALREADY,
        /** Somebody else has it, it is over, or it was never claimed. */
        CONFLICT
    }

    /**
     * Decides on a change of state.
     *
     * @param held transaction of the item; empty while nobody has claimed it
     * @param transaction of who asks
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

    /** Whether attributes may be changed: by nobody in particular before it is claimed, by the performer after. */
    static boolean mayUpdate(State now, Optional<String> held, Optional<String> transaction) {
        return switch (now) {
            case SCHEDULED -> transaction.isEmpty();
            case IN_PROGRESS -> transaction.isPresent() && held.equals(transaction);
            case COMPLETED, CANCELED -> false;
        };
    }
}
