package io.trivium.fin.rule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a rule as stored.
 *
 * @param proposedBy who asked for it to go live; null while nobody does
 * @param backtestId the back-test shown to the approver
 */
record RuleRow(
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

    static RuleRow of(ResultSet row) throws SQLException {
        return new RuleRow(
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
}
