package io.trivium.med.workitem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.report.WorkItem.State;
import io.trivium.med.workitem.TransitionPolicy.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransitionPolicyTest {

    private static final Optional<String> NOBODY = Optional.empty();
    private static final Optional<String> MINE = Optional.of("2.25.1");

    private static Answer decide(State now, Optional<String> held, State wanted) {
        return TransitionPolicy.decide(now, held, wanted, "2.25.1");
    }

    @Test
    void anItemIsClaimedOnceAndEndedByItsPerformer() {
        assertEquals(Answer.CHANGED, decide(State.SCHEDULED, NOBODY, State.IN_PROGRESS));
        assertEquals(Answer.CONFLICT, decide(State.IN_PROGRESS, Optional.of("2.25.2"), State.IN_PROGRESS));
        assertEquals(Answer.CHANGED, decide(State.IN_PROGRESS, MINE, State.COMPLETED));
        assertEquals(Answer.CONFLICT, decide(State.IN_PROGRESS, Optional.of("2.25.2"), State.COMPLETED));
        assertEquals(Answer.CHANGED, decide(State.IN_PROGRESS, MINE, State.CANCELED));
        assertEquals(Answer.ALREADY, decide(State.COMPLETED, MINE, State.COMPLETED));
    }

    @Test
    void finalStatesAreFinalAndNothingIsEndedThatWasNotClaimed() {
        for (State wanted : State.values()) {
            assertEquals(Answer.CONFLICT, decide(State.CANCELED, Optional.of("2.25.2"), wanted));
        }
        assertEquals(Answer.CONFLICT, decide(State.SCHEDULED, NOBODY, State.COMPLETED));
        assertEquals(Answer.CONFLICT, decide(State.IN_PROGRESS, MINE, State.SCHEDULED));
    }

    @Test
    void onlyThePerformerUpdatesWhatIsClaimed() {
        assertTrue(TransitionPolicy.mayUpdate(State.SCHEDULED, NOBODY, NOBODY));
        assertTrue(TransitionPolicy.mayUpdate(State.IN_PROGRESS, MINE, MINE));
        assertFalse(TransitionPolicy.mayUpdate(State.IN_PROGRESS, MINE, NOBODY));
        assertFalse(TransitionPolicy.mayUpdate(State.COMPLETED, MINE, MINE));
    }
}
