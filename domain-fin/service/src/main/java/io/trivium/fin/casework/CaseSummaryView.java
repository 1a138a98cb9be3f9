package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.decision.Contribution;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A case without its alerts and history.
 *
 * @param customer a token: the customer's, else the card's, else the authorization's id
 * @param customerKind which of the three: customer, card, authorization
 * @param maxScore highest score of its alerts, in [0, 1]; null when none has one
 * @param amounts sum of its alerts' amounts by ISO 4217 code
 * @param reasons reason codes of its alerts, the first 32
 * @param contributions the largest contributions to the highest of its scores, the largest first
 * @param dueAt the deadline for closing it
 * @param overdue whether it is open after its deadline
 * @param assignee the user who works on it
 * @param lockHolder the user who has it open now; null when it is not open
 * @param lockUntil when the lock ends unless the open page renews it
 * @param disposition the most severe finding among its alerts, once closed
 * @param version incremented with every change; acts name the version on which they are based
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseSummaryView(
        long caseNumber,
        String customer,
        String customerKind,
        String queue,
        CaseState state,
        CasePriority priority,
        @Nullable Double maxScore,
        int alertCount,
        Map<String, BigDecimal> amounts,
        List<String> reasons,
        List<Contribution> contributions,
        Instant openedAt,
        Instant lastAlertAt,
        Instant dueAt,
        boolean overdue,
        @Nullable String assignee,
        @Nullable String lockHolder,
        @Nullable Instant lockUntil,
        @Nullable Disposition disposition,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        long version) {

    /** The same with another place in its life; open. */
    CaseSummaryView moved(
            CaseState next, String nextQueue, @Nullable String who, @Nullable String holder, @Nullable Instant until) {
        return new CaseSummaryView(
                caseNumber,
                customer,
                customerKind,
                nextQueue,
                next,
                priority,
                maxScore,
                alertCount,
                amounts,
                reasons,
                contributions,
                openedAt,
                lastAlertAt,
                dueAt,
                overdue,
                who,
                holder,
                until,
                null,
                null,
                null,
                version);
    }

    /** The same, closed. */
    CaseSummaryView closed(Disposition found, String user, Instant now) {
        return new CaseSummaryView(
                caseNumber,
                customer,
                customerKind,
                queue,
                CaseState.CLOSED,
                priority,
                maxScore,
                alertCount,
                amounts,
                reasons,
                contributions,
                openedAt,
                lastAlertAt,
                dueAt,
                false,
                assignee,
                null,
                null,
                found,
                now,
                user,
                version);
    }

    CasePolicy.Standing standing() {
        return new CasePolicy.Standing(state, assignee, lockHolder, lockUntil);
    }
}
