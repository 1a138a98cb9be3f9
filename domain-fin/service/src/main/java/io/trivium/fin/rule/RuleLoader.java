package io.trivium.fin.rule;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.list.ListRepository;
import io.trivium.fin.rule.engine.EntityKind;
import io.trivium.fin.rule.engine.RuleExpression;
import io.trivium.fin.rule.engine.RuleSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Reads what decisions need of rules, compiles it, and adds up what they counted. Thread-safe. */
@ApplicationScoped
class RuleLoader {

    private static final Logger LOG = Logger.getLogger(RuleLoader.class);

    private final TenantTransactions transactions;
    private final ListRepository lists;
    private final RuleConfig config;

    RuleLoader(TenantTransactions transactions, ListRepository lists, RuleConfig config) {
        this.transactions = transactions;
        this.lists = lists;
        this.config = config;
    }

    /** The time zone in which the tenant's rules name hours and days. */
    ZoneId timeZone(TenantId tenant) {
        return config.timeZones().getOrDefault(tenant.value(), config.timeZone());
    }

    /** A number that moves with each change of rules, snoozes and lists of the tenant. */
    long change(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select change from rule_change where tenant_id = ?")) {
                select.setString(1, tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    /** Versions in shadow and live, with snoozes and lists, past ones included. */
    RuleSet load(TenantId tenant) {
        return transactions.withConnection(
                tenant,
                connection -> new RuleSet(
                        rules(connection, tenant),
                        lists.lists(connection, tenant),
                        snoozes(connection, tenant),
                        timeZone(tenant)));
    }

    private static List<RuleSet.Compiled> rules(Connection connection, TenantId tenant) throws SQLException {
        List<RuleSet.Compiled> rules = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select " + RuleVersion.COLUMNS
                + " from rule_version where tenant_id = ? and state in ('shadow', 'live')")) {
            select.setString(1, tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    RuleVersion rule = RuleVersion.of(row);
                    RuleExpression.Checked checked =
                            RuleExpression.check(rule.definition().expression());
                    RuleExpression expression = checked.expression();
                    if (expression == null) {
                        // Checked before it was stored; a later release may know a feature no more.
                        LOG.errorf(
                                "rule %s version %d of %s is not evaluated: %s",
                                rule.ruleId(), rule.version(), tenant, checked.issues());
                        expression = RuleExpression.broken();
                    }
                    rules.add(new RuleSet.Compiled(rule.hit(), rule.state(), expression));
                }
            }
        }
        return rules;
    }

    private static List<RuleSet.Snooze> snoozes(Connection connection, TenantId tenant) throws SQLException {
        List<RuleSet.Snooze> snoozes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select rule_id, entity_kind, entity, created_at,"
                + " least(expires_at, coalesce(ended_at, expires_at)) from rule_snooze where tenant_id = ?")) {
            select.setString(1, tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    snoozes.add(new RuleSet.Snooze(
                            row.getString(1),
                            EntityKind.of(row.getString(2)),
                            row.getString(3),
                            row.getObject(4, OffsetDateTime.class).toInstant().toEpochMilli(),
                            row.getObject(5, OffsetDateTime.class).toInstant().toEpochMilli()));
                }
            }
        }
        return snoozes;
    }

    void addCounts(TenantId tenant, Map<RuleCounts.Key, Long> counts) {
        transactions.withConnection(tenant, connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    insert into rule_hit_count (tenant_id, rule_id, version, kind, hour, hits) values (?, ?, ?, ?, ?, ?)
                    on conflict (tenant_id, rule_id, version, kind, hour)
                        do update set hits = rule_hit_count.hits + excluded.hits""")) {
                for (Map.Entry<RuleCounts.Key, Long> count : counts.entrySet()) {
                    RuleCounts.Key key = count.getKey();
                    upsert.setString(1, tenant.value());
                    upsert.setString(2, key.ruleId());
                    upsert.setInt(3, key.version());
                    upsert.setString(4, key.kind().wireName());
                    upsert.setObject(5, key.hour().atOffset(ZoneOffset.UTC));
                    upsert.setLong(6, count.getValue());
                    upsert.addBatch();
                }
                return upsert.executeBatch().length;
            }
        });
    }
}
