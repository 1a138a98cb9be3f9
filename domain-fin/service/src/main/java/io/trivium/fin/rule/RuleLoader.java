package io.trivium.fin.rule;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.list.ListRepository;
import io.trivium.fin.rule.engine.EntityKind;
import io.trivium.fin.rule.engine.RuleExpression;
import io.trivium.fin.rule.engine.RuleSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Reads what decisions need of rules, compiles it, and adds up what they counted. Thread-safe. */
@ApplicationScoped
class RuleLoader {

    private static final Logger LOG = Logger.getLogger(RuleLoader.class);

    private static final SqlQuery<Long> CHANGE =
            SqlQuery.of(Long.class, "select change from rule_change where tenant_id = :tenant");

    private static final SqlQuery<RuleVersion> EVALUATED = SqlQuery.of(
            RuleVersion.class,
            "select " + RuleVersion.COLUMNS
                    + " from rule_version where tenant_id = :tenant and state in ('shadow', 'live')");

    private static final SqlQuery<Snooze> SNOOZES = SqlQuery.of(Snooze.class, """
        select rule_id, entity_kind, entity, created_at,
            least(expires_at, coalesce(ended_at, expires_at)) as ends_at
        from rule_snooze where tenant_id = :tenant
        """);

    private static final SqlUpdate ADD_COUNT = SqlUpdate.of("""
        insert into rule_hit_count (tenant_id, rule_id, version, kind, hour, hits)
        values (:tenant, :ruleId, :version, :kind, :hour, :hits)
        on conflict (tenant_id, rule_id, version, kind, hour)
            do update set hits = rule_hit_count.hits + excluded.hits
        """);

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
        return transactions.withConnection(
                tenant,
                connection ->
                        CHANGE.on(connection).set("tenant", tenant).first().orElse(0L));
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

    private static List<RuleSet.Compiled> rules(Connection connection, TenantId tenant) {
        List<RuleSet.Compiled> rules = new ArrayList<>();
        for (RuleVersion rule : EVALUATED.on(connection).set("tenant", tenant).list()) {
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
        return rules;
    }

    private record Snooze(String ruleId, EntityKind entityKind, String entity, Instant createdAt, Instant endsAt) {}

    private static List<RuleSet.Snooze> snoozes(Connection connection, TenantId tenant) {
        return SNOOZES.on(connection).set("tenant", tenant).list().stream()
                .map(each -> new RuleSet.Snooze(
                        each.ruleId,
                        each.entityKind,
                        each.entity,
                        each.createdAt.toEpochMilli(),
                        each.endsAt.toEpochMilli()))
                .toList();
    }

    void addCounts(TenantId tenant, Map<RuleCounts.Key, Long> counts) {
        transactions.withConnection(tenant, connection -> {
            ADD_COUNT.batch(
                    connection,
                    counts.entrySet(),
                    (values, count) -> values.set("tenant", tenant)
                            .set("ruleId", count.getKey().ruleId())
                            .set("version", count.getKey().version())
                            .set("kind", count.getKey().kind().wireName())
                            .set("hour", count.getKey().hour())
                            .set("hits", count.getValue()));
            return counts.size();
        });
    }
}
