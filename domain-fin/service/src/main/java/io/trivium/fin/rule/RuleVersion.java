package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.rule.engine.RuleDefinition;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.RuleState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a rule. Its definition never changes; an edit makes another version.
 *
 * @param proposedBy the user who requested that it go live; null without a request
 * @param backtestId the back-test shown to the approver
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuleVersion(
        String ruleId,
        int version,
        RuleDefinition definition,
        RuleState state,
        String author,
        Instant createdAt,
        @Nullable String proposedBy,
        @Nullable Instant proposedAt,
        @Nullable String proposalReason,
        @Nullable UUID backtestId,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable Instant retiredAt) {

    static final String COLUMNS = "rule_id, version, name, description, expression, action, severity, reason_code,"
            + " queue, priority, state, author, created_at, proposed_by, proposed_at, proposal_reason, backtest_id,"
            + " approved_by, approved_at, retired_at";

    RuleHit hit() {
        return new RuleHit(
                ruleId,
                version,
                definition.action(),
                definition.severity(),
                definition.reasonCode(),
                definition.queue(),
                definition.priority());
    }

    static RuleVersion draft(String ruleId, int version, RuleDefinition definition, String author, Instant at) {
        return new RuleVersion(
                ruleId, version, definition, RuleState.DRAFT, author, at, null, null, null, null, null, null, null);
    }

    RuleVersion withState(RuleState next) {
        return new RuleVersion(
                ruleId,
                version,
                definition,
                next,
                author,
                createdAt,
                proposedBy,
                proposedAt,
                proposalReason,
                backtestId,
                approvedBy,
                approvedAt,
                retiredAt);
    }

    RuleVersion proposed(String by, Instant at, String reason, UUID backtest) {
        return new RuleVersion(
                ruleId, version, definition, state, author, createdAt, by, at, reason, backtest, null, null, retiredAt);
    }

    RuleVersion withoutProposal() {
        return new RuleVersion(
                ruleId,
                version,
                definition,
                state,
                author,
                createdAt,
                null,
                null,
                null,
                backtestId,
                approvedBy,
                approvedAt,
                retiredAt);
    }

    RuleVersion live(String by, Instant at) {
        return new RuleVersion(
                ruleId,
                version,
                definition,
                RuleState.LIVE,
                author,
                createdAt,
                null,
                null,
                proposalReason,
                backtestId,
                by,
                at,
                null);
    }

    RuleVersion retired(Instant at) {
        RuleVersion rule = withoutProposal().withState(RuleState.RETIRED);
        return new RuleVersion(
                rule.ruleId,
                rule.version,
                rule.definition,
                rule.state,
                rule.author,
                rule.createdAt,
                null,
                null,
                null,
                rule.backtestId,
                rule.approvedBy,
                rule.approvedAt,
                at);
    }
}
