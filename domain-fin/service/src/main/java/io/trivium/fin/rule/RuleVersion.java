package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleDefinition;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.RuleState;
import io.trivium.fin.rule.engine.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
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

    static RuleVersion of(ResultSet row) throws SQLException {
        return new RuleVersion(
                row.getString("rule_id"),
                row.getInt("version"),
                new RuleDefinition(
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("expression"),
                        RuleAction.of(row.getString("action")),
                        Severity.of(row.getString("severity")),
                        row.getString("reason_code"),
                        row.getString("queue"),
                        row.getInt("priority")),
                RuleState.of(row.getString("state")),
                row.getString("author"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("proposed_by"),
                instant(row, "proposed_at"),
                row.getString("proposal_reason"),
                row.getObject("backtest_id", UUID.class),
                row.getString("approved_by"),
                instant(row, "approved_at"),
                instant(row, "retired_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

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
