package io.trivium.fin.rule;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.rule.engine.RuleDefinition;
import io.trivium.fin.rule.engine.RuleHits;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Versions of rules and their history in PostgreSQL; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class RuleRepository {

    /** Rules of one tenant that are listed at most; the service refuses to create more. */
    static final int MAX_RULES = 500;

    private static final int MAX_VERSIONS = 200;
    private static final int MAX_EVENTS = 200;

    private static final String VERSIONS =
            "select " + RuleVersion.COLUMNS + " from rule_version where tenant_id = :tenant";

    private static final SqlQuery<RuleVersion> LATEST = SqlQuery.of(
            RuleVersion.class,
            "select distinct on (rule_id) " + RuleVersion.COLUMNS
                    + " from rule_version where tenant_id = :tenant order by rule_id, version desc limit " + MAX_RULES);

    private static final SqlQuery<RuleVersion> IN_USE = SqlQuery.of(
            RuleVersion.class,
            VERSIONS + " and (state in ('live', 'shadow') or proposed_by is not null) order by rule_id, version");

    private static final SqlQuery<RuleVersion> OF_RULE = SqlQuery.of(
            RuleVersion.class, VERSIONS + " and rule_id = :ruleId order by version desc limit " + MAX_VERSIONS);

    private static final SqlQuery<RuleVersion> LOCK =
            SqlQuery.of(RuleVersion.class, VERSIONS + " and rule_id = :ruleId order by version desc for update");

    private static final SqlQuery<RuleVersion> FIND =
            SqlQuery.of(RuleVersion.class, VERSIONS + " and rule_id = :ruleId and version = :version");

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into rule_version (tenant_id, rule_id, version, name, description, expression, action, severity,
            reason_code, queue, priority, author, created_at)
        values (:tenant, :ruleId, :version, :name, :description, :expression, :action, :severity,
            :reasonCode, :queue, :priority, :author, :createdAt) on conflict do nothing
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update rule_version set state = :state, proposed_by = :proposedBy, proposed_at = :proposedAt,
            proposal_reason = :proposalReason, backtest_id = :backtestId, approved_by = :approvedBy,
            approved_at = :approvedAt, retired_at = :retiredAt
        where tenant_id = :tenant and rule_id = :ruleId and version = :version
        """);

    private static final SqlUpdate ADD_EVENT = SqlUpdate.of("""
        insert into rule_event (tenant_id, rule_id, version, time, actor, act, reason)
        values (:tenant, :ruleId, :version, :time, :actor, :act, :reason)
        """);

    private static final SqlQuery<RuleDetail.Event> EVENTS = SqlQuery.of(
            RuleDetail.Event.class,
            "select version, time, actor, act, reason from rule_event"
                    + " where tenant_id = :tenant and rule_id = :ruleId order by event_id desc limit " + MAX_EVENTS);

    private static final SqlQuery<HitsOfRule> HITS = SqlQuery.of(HitsOfRule.class, """
        select rule_id,
            coalesce(sum(hits) filter (where kind = 'live' and hour > :day), 0) as live24h,
            coalesce(sum(hits) filter (where kind = 'live'), 0) as live7d,
            coalesce(sum(hits) filter (where kind = 'shadow' and hour > :day), 0) as shadow24h,
            coalesce(sum(hits) filter (where kind = 'shadow'), 0) as shadow7d,
            coalesce(sum(hits) filter (where kind = 'snoozed'), 0) as snoozed7d,
            coalesce(sum(hits) filter (where kind = 'failed'), 0) as failed7d
        from rule_hit_count where tenant_id = :tenant and hour > :week group by rule_id
        """);

    private record HitsOfRule(String ruleId, RuleHits hits) {}

    /** The newest version of each rule, by id. */
    List<RuleVersion> latest(Connection connection, TenantId tenant) {
        return LATEST.on(connection).set("tenant", tenant).list();
    }

    /** Versions that are live, in shadow or proposed. */
    List<RuleVersion> inUse(Connection connection, TenantId tenant) {
        return IN_USE.on(connection).set("tenant", tenant).list();
    }

    /** All versions of one rule, newest first. */
    List<RuleVersion> versions(Connection connection, TenantId tenant, String ruleId) {
        return OF_RULE.on(connection)
                .set("tenant", tenant)
                .set("ruleId", ruleId)
                .list();
    }

    /** As {@link #versions}, locked until the end of the transaction, so that two acts on a rule follow one another. */
    List<RuleVersion> lock(Connection connection, TenantId tenant, String ruleId) {
        return LOCK.on(connection).set("tenant", tenant).set("ruleId", ruleId).list();
    }

    Optional<RuleVersion> find(Connection connection, TenantId tenant, String ruleId, int version) {
        return FIND.on(connection)
                .set("tenant", tenant)
                .set("ruleId", ruleId)
                .set("version", version)
                .first();
    }

    /** Adds a draft; false when there is such a version already. */
    boolean add(Connection connection, TenantId tenant, RuleVersion rule) {
        RuleDefinition definition = rule.definition();
        return ADD.on(connection)
                        .set("tenant", tenant)
                        .set("ruleId", rule.ruleId())
                        .set("version", rule.version())
                        .set("name", definition.name())
                        .set("description", definition.description())
                        .set("expression", definition.expression())
                        .set("action", definition.action())
                        .set("severity", definition.severity())
                        .set("reasonCode", definition.reasonCode())
                        .set("queue", definition.queue())
                        .set("priority", definition.priority())
                        .set("author", rule.author())
                        .set("createdAt", rule.createdAt())
                        .run()
                == 1;
    }

    /** Stores everything of the version but its definition, which never changes. */
    void update(Connection connection, TenantId tenant, RuleVersion rule) {
        UPDATE.on(connection)
                .set("state", rule.state())
                .set("proposedBy", rule.proposedBy())
                .set("proposedAt", rule.proposedAt())
                .set("proposalReason", rule.proposalReason())
                .set("backtestId", rule.backtestId())
                .set("approvedBy", rule.approvedBy())
                .set("approvedAt", rule.approvedAt())
                .set("retiredAt", rule.retiredAt())
                .set("tenant", tenant)
                .set("ruleId", rule.ruleId())
                .set("version", rule.version())
                .run();
    }

    void addEvent(
            Connection connection, TenantId tenant, String ruleId, @Nullable Integer version, RuleDetail.Event event) {
        ADD_EVENT
                .on(connection)
                .set("tenant", tenant)
                .set("ruleId", ruleId)
                .set("version", version)
                .set("time", event.time())
                .set("actor", event.actor())
                .set("act", event.act())
                .set("reason", event.reason())
                .run();
    }

    /** Returns the changes of a rule, newest first. */
    List<RuleDetail.Event> events(Connection connection, TenantId tenant, String ruleId) {
        return EVENTS.on(connection).set("tenant", tenant).set("ruleId", ruleId).list();
    }

    /** Hits of the last 24 hours and 7 days by rule; whole hours, so up to one hour more. */
    Map<String, RuleHits> hits(Connection connection, TenantId tenant, Instant now) {
        return HITS
                .on(connection)
                .set("tenant", tenant)
                .set("day", now.minus(Duration.ofHours(25)))
                .set("week", now.minus(Duration.ofHours(7 * 24 + 1)))
                .list()
                .stream()
                .collect(Collectors.toMap(HitsOfRule::ruleId, HitsOfRule::hits));
    }
}
