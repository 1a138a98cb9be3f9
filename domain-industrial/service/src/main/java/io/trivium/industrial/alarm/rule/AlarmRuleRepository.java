package io.trivium.industrial.alarm.rule;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rules in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
public class AlarmRuleRepository {
    /** More than a user would read; a plant has some rules for each of its types. */
    static final int MOST = 5_000;

    private static final String COLUMNS = "rule_id, version, name, asset_type, asset_id, kind, tag, side, limit_value,"
            + " deadband, on_delay_seconds, off_delay_seconds, priority, advice, cause, suppress_tag, suppress_side,"
            + " suppress_limit, escalate_after_minutes, enabled, changed_at, changed_by";

    /** Rules by name; of a type, of an asset (its type's are not among them), or all. */
    public List<AlarmRule> all(
            Connection connection, TenantId tenant, @Nullable String assetType, @Nullable UUID assetId)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS + " from alarm_rule"
                + " where tenant_id = ? and (?::text is null or asset_type = ?) and (?::uuid is null or asset_id = ?)"
                + " order by name, rule_id limit " + MOST)) {
            Binder.of(select)
                    .text(tenant.value())
                    .text(assetType)
                    .text(assetType)
                    .id(assetId)
                    .id(assetId);
            return rules(select);
        }
    }

    /** The rule, locked until the end of the transaction. */
    public Optional<AlarmRule> lock(Connection connection, TenantId tenant, UUID ruleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from alarm_rule where tenant_id = ? and rule_id = ? for update")) {
            Binder.of(select).text(tenant.value()).id(ruleId);
            return rules(select).stream().findFirst();
        }
    }

    /** False when the rule, or another of this name for the same assets, is there already. */
    public boolean insert(Connection connection, TenantId tenant, AlarmRule rule) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into alarm_rule (" + COLUMNS
                + ", tenant_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict do nothing")) {
            bind(Binder.of(insert), rule).text(tenant.value());
            return insert.executeUpdate() == 1;
        }
    }

    /** Writes a rule that is locked; false when another for the same assets has its name. */
    public boolean update(Connection connection, TenantId tenant, AlarmRule rule) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update alarm_rule r set (" + COLUMNS
                + ") = row(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " where tenant_id = ? and rule_id = ? and not exists (select from alarm_rule o"
                + " where o.tenant_id = r.tenant_id and o.rule_id <> r.rule_id and o.name = ?"
                + " and o.asset_type is not distinct from ? and o.asset_id is not distinct from ?)")) {
            bind(Binder.of(update), rule)
                    .text(tenant.value())
                    .id(rule.ruleId())
                    .text(rule.name())
                    .text(rule.assetType())
                    .id(rule.assetId());
            return update.executeUpdate() == 1;
        }
    }

    /** Removes a rule that is locked. */
    public void delete(Connection connection, TenantId tenant, UUID ruleId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from alarm_rule where tenant_id = ? and rule_id = ?")) {
            Binder.of(delete).text(tenant.value()).id(ruleId);
            delete.executeUpdate();
        }
    }

    /** Assets that have an active alarm of a rule. */
    public List<UUID> assetsInAlarm(Connection connection, TenantId tenant, UUID ruleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select asset_id from alarm where tenant_id = ? and rule_id = ? and active order by asset_id")) {
            Binder.of(select).text(tenant.value()).id(ruleId);
            List<UUID> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(Columns.of(row).id());
                }
            }
            return found;
        }
    }

    private static Binder bind(Binder binder, AlarmRule rule) throws SQLException {
        AlarmLimit.Side side = rule.side();
        AlarmRule.Suppression suppression = rule.suppressWhen();
        return binder.id(rule.ruleId())
                .whole(rule.version())
                .text(rule.name())
                .text(rule.assetType())
                .id(rule.assetId())
                .text(rule.kind().wireName())
                .text(rule.tag())
                .text(side == null ? null : side.wireName())
                .number(rule.limit())
                .number(rule.deadband())
                .whole(rule.onDelaySeconds())
                .whole(rule.offDelaySeconds())
                .text(rule.priority().wireName())
                .text(rule.advice())
                .text(rule.cause())
                .text(suppression == null ? null : suppression.tag())
                .text(suppression == null ? null : suppression.side().wireName())
                .number(suppression == null ? null : suppression.limit())
                .whole(rule.escalateAfterMinutes())
                .flag(rule.enabled())
                .time(rule.changedAt())
                .text(rule.changedBy());
    }

    private static List<AlarmRule> rules(PreparedStatement select) throws SQLException {
        List<AlarmRule> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(rule(Columns.of(row)));
            }
        }
        return found;
    }

    private static AlarmRule rule(Columns row) throws SQLException {
        return new AlarmRule(
                row.id(),
                row.whole(),
                row.text(),
                row.textOrNull(),
                row.idOrNull(),
                AlarmKind.of(row.text()),
                row.textOrNull(),
                side(row.textOrNull()),
                row.numberOrNull(),
                row.number(),
                row.whole(),
                row.whole(),
                AlarmPriority.of(row.text()),
                row.textOrNull(),
                row.textOrNull(),
                suppression(row),
                row.wholeOrNull(),
                row.flag(),
                row.time(),
                row.text());
    }

    private static AlarmRule.@Nullable Suppression suppression(Columns row) throws SQLException {
        String tag = row.textOrNull();
        AlarmLimit.Side side = side(row.textOrNull());
        Double limit = row.numberOrNull();
        return tag == null || side == null || limit == null ? null : new AlarmRule.Suppression(tag, side, limit);
    }

    private static AlarmLimit.@Nullable Side side(@Nullable String wireName) {
        return wireName == null ? null : AlarmLimit.Side.of(wireName);
    }
}
