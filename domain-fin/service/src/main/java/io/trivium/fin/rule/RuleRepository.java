package io.trivium.fin.rule;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.rule.engine.RuleDefinition;
import io.trivium.fin.rule.engine.RuleHits;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Versions of rules and their history in PostgreSQL; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class RuleRepository {

    /** Rules of one tenant that are listed at most; the service refuses to create more. */
    static final int MAX_RULES = 500;

    private static final int MAX_VERSIONS = 200;
    private static final int MAX_EVENTS = 200;

    /** The newest version of each rule, by id. */
    List<RuleVersion> latest(Connection connection, TenantId tenant) throws SQLException {
        return versions(
                connection,
                "select distinct on (rule_id) " + RuleVersion.COLUMNS
                        + " from rule_version where tenant_id = ? order by rule_id, version desc limit " + MAX_RULES,
                tenant,
                null);
    }

    /** Versions that are live, in shadow or proposed. */
    List<RuleVersion> inUse(Connection connection, TenantId tenant) throws SQLException {
        return versions(
                connection,
                "select " + RuleVersion.COLUMNS + " from rule_version where tenant_id = ?"
                        + " and (state in ('live', 'shadow') or proposed_by is not null) order by rule_id, version",
                tenant,
                null);
    }

    /** All versions of one rule, newest first. */
    List<RuleVersion> versions(Connection connection, TenantId tenant, String ruleId) throws SQLException {
        return versions(
                connection,
                "select " + RuleVersion.COLUMNS + " from rule_version where tenant_id = ? and rule_id = ?"
                        + " order by version desc limit " + MAX_VERSIONS,
                tenant,
                ruleId);
    }

    /** As {@link #versions}, locked until the end of the transaction, so that two acts on a rule follow one another. */
    List<RuleVersion> lock(Connection connection, TenantId tenant, String ruleId) throws SQLException {
        return versions(
                connection,
                "select " + RuleVersion.COLUMNS + " from rule_version where tenant_id = ? and rule_id = ?"
                        + " order by version desc for update",
                tenant,
                ruleId);
    }

    private static List<RuleVersion> versions(
            Connection connection, String sql, TenantId tenant, @Nullable String ruleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, tenant.value());
            if (ruleId != null) {
                select.setString(2, ruleId);
            }
            List<RuleVersion> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(RuleVersion.of(row));
                }
            }
            return found;
        }
    }

    Optional<RuleVersion> find(Connection connection, TenantId tenant, String ruleId, int version) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + RuleVersion.COLUMNS
                + " from rule_version where tenant_id = ? and rule_id = ? and version = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, ruleId);
            select.setInt(3, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(RuleVersion.of(row)) : Optional.empty();
            }
        }
    }

    /** Adds a draft; false when there is such a version already. */
    boolean add(Connection connection, TenantId tenant, RuleVersion rule) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into rule_version (tenant_id, rule_id,"
                + " version, name, description, expression, action, severity, reason_code, queue, priority, author,"
                + " created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            RuleDefinition definition = rule.definition();
            insert.setString(1, tenant.value());
            insert.setString(2, rule.ruleId());
            insert.setInt(3, rule.version());
            insert.setString(4, definition.name());
            insert.setString(5, definition.description());
            insert.setString(6, definition.expression());
            insert.setString(7, definition.action().wireName());
            insert.setString(8, definition.severity().wireName());
            insert.setString(9, definition.reasonCode());
            insert.setString(10, definition.queue());
            insert.setInt(11, definition.priority());
            insert.setString(12, rule.author());
            insert.setObject(13, rule.createdAt().atOffset(ZoneOffset.UTC));
            return insert.executeUpdate() == 1;
        }
    }

    /** Stores everything of the version but its definition, which never changes. */
    void update(Connection connection, TenantId tenant, RuleVersion rule) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update rule_version set state = ?,"
                + " proposed_by = ?, proposed_at = ?, proposal_reason = ?, backtest_id = ?, approved_by = ?,"
                + " approved_at = ?, retired_at = ? where tenant_id = ? and rule_id = ? and version = ?")) {
            update.setString(1, rule.state().wireName());
            update.setString(2, rule.proposedBy());
            update.setObject(3, time(rule.proposedAt()));
            update.setString(4, rule.proposalReason());
            update.setObject(5, rule.backtestId());
            update.setString(6, rule.approvedBy());
            update.setObject(7, time(rule.approvedAt()));
            update.setObject(8, time(rule.retiredAt()));
            update.setString(9, tenant.value());
            update.setString(10, rule.ruleId());
            update.setInt(11, rule.version());
            update.executeUpdate();
        }
    }

    void addEvent(
            Connection connection, TenantId tenant, String ruleId, @Nullable Integer version, RuleDetail.Event event)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into rule_event (tenant_id, rule_id,"
                + " version, time, actor, act, reason) values (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, tenant.value());
            insert.setString(2, ruleId);
            insert.setObject(3, version);
            insert.setObject(4, event.time().atOffset(ZoneOffset.UTC));
            insert.setString(5, event.actor());
            insert.setString(6, event.act());
            insert.setString(7, event.reason());
            insert.executeUpdate();
        }
    }

    /** Returns the changes of a rule, newest first. */
    List<RuleDetail.Event> events(Connection connection, TenantId tenant, String ruleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select version, time, actor, act, reason"
                + " from rule_event where tenant_id = ? and rule_id = ? order by event_id desc limit " + MAX_EVENTS)) {
            select.setString(1, tenant.value());
            select.setString(2, ruleId);
            List<RuleDetail.Event> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new RuleDetail.Event(
                            row.getObject(1, Integer.class),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5)));
                }
            }
            return found;
        }
    }

    /** Hits of the last 24 hours and 7 days by rule; whole hours, so up to one hour more. */
    Map<String, RuleHits> hits(Connection connection, TenantId tenant, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select rule_id,
                    coalesce(sum(hits) filter (where kind = 'live' and hour > ?), 0),
                    coalesce(sum(hits) filter (where kind = 'live'), 0),
                    coalesce(sum(hits) filter (where kind = 'shadow' and hour > ?), 0),
                    coalesce(sum(hits) filter (where kind = 'shadow'), 0),
                    coalesce(sum(hits) filter (where kind = 'snoozed'), 0),
                    coalesce(sum(hits) filter (where kind = 'failed'), 0)
                from rule_hit_count where tenant_id = ? and hour > ? group by rule_id""")) {
            OffsetDateTime day = now.minus(Duration.ofHours(25)).atOffset(ZoneOffset.UTC);
            select.setObject(1, day);
            select.setObject(2, day);
            select.setString(3, tenant.value());
            select.setObject(4, now.minus(Duration.ofHours(7 * 24 + 1)).atOffset(ZoneOffset.UTC));
            Map<String, RuleHits> found = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(
                            row.getString(1),
                            new RuleHits(
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    row.getLong(6),
                                    row.getLong(7)));
                }
            }
            return found;
        }
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
