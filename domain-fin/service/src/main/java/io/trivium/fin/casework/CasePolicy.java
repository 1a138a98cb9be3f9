package io.trivium.fin.casework;

import io.trivium.fin.casework.queue.CaseState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a case as a table: new → in progress → escalated → closed, and back by reopening. Decides
 * whether a user may perform an act on a case now, or why not; no I/O.
 */
final class CasePolicy {

    /** Why an act is refused. */
    enum Refusal {
        /** The state does not allow it. */
        STATE,
        /** Another person has the case open. */
        LOCKED,
        /** The caller must take the case first. */
        NOT_HELD,
        /** Only a supervisor may. */
        ROLE
    }

    /**
     * The input of the policy.
     *
     * @param lockUntil when the lock ends unless it is renewed
     */
    record Standing(
            CaseState state,
            @Nullable String assignee,
            @Nullable String lockHolder,
            @Nullable Instant lockUntil) {

        boolean isLocked(Instant now) {
            return lockUntil != null && lockUntil.isAfter(now);
        }

        boolean isHeldBy(String user, Instant now) {
            return user.equals(lockHolder) && isLocked(now);
        }
    }

    private CasePolicy() {}

    /** Why the act is refused; null when it is allowed. */
    static @Nullable Refusal refusal(CaseAct act, Standing standing, String user, boolean supervisor, Instant now) {
        if (standing.isLocked(now) && !standing.isHeldBy(user, now) && act != CaseAct.NOTE) return Refusal.LOCKED;
        return switch (act) {
            case TAKE -> open(standing, supervisor);
            case NOTE -> null;
            case REOPEN -> standing.state() == CaseState.CLOSED ? null : Refusal.STATE;
            case ESCALATE -> standing.state() == CaseState.IN_PROGRESS ? held(standing, user, now) : Refusal.STATE;
            case RELEASE -> standing.state() == CaseState.CLOSED ? Refusal.STATE : held(standing, user, now);
            case DISPOSE -> {
                Refusal closed = open(standing, supervisor);
                yield closed != null ? closed : held(standing, user, now);
            }
            // A supervisor hands over cases that are not open, so that work is not blocked by an absent analyst.
            case HAND_OVER -> {
                Refusal closed = open(standing, supervisor);
                yield closed != null || supervisor ? closed : held(standing, user, now);
            }
        };
    }

    /** The state after an act that is allowed; a disposition leaves {@code open} alerts without one. */
    static CaseState after(CaseAct act, CaseState state, int open) {
        return switch (act) {
            case TAKE, HAND_OVER -> state == CaseState.NEW ? CaseState.IN_PROGRESS : state;
            case ESCALATE -> CaseState.ESCALATED;
            case DISPOSE -> open == 0 ? CaseState.CLOSED : state;
            case NOTE -> state;
            case RELEASE -> state == CaseState.ESCALATED ? state : CaseState.NEW;
            case REOPEN -> CaseState.IN_PROGRESS;
        };
    }

    private static @Nullable Refusal open(Standing standing, boolean supervisor) {
        return switch (standing.state()) {
            case NEW, IN_PROGRESS -> null;
            case ESCALATED -> supervisor ? null : Refusal.ROLE;
            case CLOSED -> Refusal.STATE;
        };
    }

    private static @Nullable Refusal held(Standing standing, String user, Instant now) {
        return standing.isHeldBy(user, now) ? null : Refusal.NOT_HELD;
    }
}
