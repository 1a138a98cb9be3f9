package io.trivium.fin.casework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.fin.casework.CasePolicy.Refusal;
import io.trivium.fin.casework.CasePolicy.Standing;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CasePolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String ANA = "ana";
    private static final String BOB = "bob";

    private static Standing free(CaseState state) {
        return new Standing(state, null, null, null);
    }

    private static Standing heldBy(String user, CaseState state) {
        return new Standing(state, user, user, NOW.plusSeconds(1));
    }

    private static @Nullable Refusal refusal(CaseAct act, Standing standing) {
        return CasePolicy.refusal(act, standing, ANA, false, NOW);
    }

    @Test
    void anAnalystTakesWhatIsFreeAndWorksOnWhatIsTaken() {
        assertNull(refusal(CaseAct.TAKE, free(CaseState.NEW)));
        assertEquals(CaseState.IN_PROGRESS, CasePolicy.after(CaseAct.TAKE, CaseState.NEW, 1));
        for (CaseAct act :
                List.of(CaseAct.DISPOSE, CaseAct.ESCALATE, CaseAct.HAND_OVER, CaseAct.RELEASE, CaseAct.NOTE)) {
            assertNull(refusal(act, heldBy(ANA, CaseState.IN_PROGRESS)), act.name());
        }
    }

    @Test
    void nobodyActsOnACaseThatAnotherHasOpen() {
        for (CaseAct act : CaseAct.values()) {
            assertEquals(
                    act == CaseAct.NOTE ? null : Refusal.LOCKED,
                    refusal(act, heldBy(BOB, CaseState.IN_PROGRESS)),
                    act.name());
        }
        Standing ended = new Standing(CaseState.IN_PROGRESS, BOB, BOB, NOW);
        assertNull(refusal(CaseAct.TAKE, ended), "a lock ends at its time");
    }

    @Test
    void whoseLockEndedMustTakeTheCaseAgain() {
        Standing ended = new Standing(CaseState.IN_PROGRESS, ANA, ANA, NOW);
        for (CaseAct act : List.of(CaseAct.DISPOSE, CaseAct.ESCALATE, CaseAct.HAND_OVER, CaseAct.RELEASE)) {
            assertEquals(Refusal.NOT_HELD, refusal(act, ended), act.name());
        }
        assertNull(refusal(CaseAct.TAKE, ended));
    }

    @Test
    void anEscalatedCaseIsTheSupervisors() {
        assertEquals(Refusal.ROLE, refusal(CaseAct.TAKE, free(CaseState.ESCALATED)));
        assertEquals(Refusal.ROLE, refusal(CaseAct.DISPOSE, heldBy(ANA, CaseState.ESCALATED)));
        assertNull(CasePolicy.refusal(CaseAct.TAKE, free(CaseState.ESCALATED), ANA, true, NOW));
        assertNull(CasePolicy.refusal(CaseAct.DISPOSE, heldBy(ANA, CaseState.ESCALATED), ANA, true, NOW));
        assertEquals(CaseState.ESCALATED, CasePolicy.after(CaseAct.TAKE, CaseState.ESCALATED, 1));
        assertEquals(Refusal.STATE, refusal(CaseAct.ESCALATE, heldBy(ANA, CaseState.NEW)));
    }

    @Test
    void aClosedCaseCanOnlyBeReopenedOrNoted() {
        for (CaseAct act : CaseAct.values()) {
            assertEquals(
                    act == CaseAct.REOPEN || act == CaseAct.NOTE ? null : Refusal.STATE,
                    refusal(act, free(CaseState.CLOSED)),
                    act.name());
            assertEquals(
                    act == CaseAct.REOPEN || act == CaseAct.NOTE ? null : Refusal.STATE,
                    CasePolicy.refusal(act, free(CaseState.CLOSED), ANA, true, NOW),
                    act.name());
        }
        assertEquals(CaseState.IN_PROGRESS, CasePolicy.after(CaseAct.REOPEN, CaseState.CLOSED, 1));
        assertEquals(Refusal.STATE, refusal(CaseAct.REOPEN, free(CaseState.NEW)));
    }

    @Test
    void aCaseClosesWithItsLastFinding() {
        assertEquals(CaseState.IN_PROGRESS, CasePolicy.after(CaseAct.DISPOSE, CaseState.IN_PROGRESS, 1));
        assertEquals(CaseState.CLOSED, CasePolicy.after(CaseAct.DISPOSE, CaseState.IN_PROGRESS, 0));
        assertEquals(CaseState.CLOSED, CasePolicy.after(CaseAct.DISPOSE, CaseState.ESCALATED, 0));
    }

    @Test
    void theGravestFindingIsTheCases() {
        assertEquals(
                Disposition.CONFIRMED_FRAUD,
                Disposition.gravest(List.of(Disposition.FALSE_POSITIVE, Disposition.CONFIRMED_FRAUD)));
        assertEquals(
                Disposition.GENUINE_SUSPICIOUS,
                Disposition.gravest(List.of(Disposition.INCONCLUSIVE, Disposition.GENUINE_SUSPICIOUS)));
        assertEquals(Disposition.FALSE_POSITIVE, Disposition.gravest(List.of(Disposition.FALSE_POSITIVE)));
    }

    @Test
    void whatIsNoLongerHeldToBeFraudCountsAsGenuine() {
        assertEquals("fraud", DispositionService.labelAfter(null, Disposition.CONFIRMED_FRAUD));
        assertEquals("genuine", DispositionService.labelAfter("fraud", Disposition.INCONCLUSIVE));
        assertEquals("genuine", DispositionService.labelAfter("fraud", Disposition.FALSE_POSITIVE));
        assertNull(DispositionService.labelAfter(null, Disposition.INCONCLUSIVE));
        assertNull(DispositionService.labelAfter("genuine", Disposition.INCONCLUSIVE));
    }
}
