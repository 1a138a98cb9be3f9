package io.trivium.industrial.alarm.rule;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rules in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
public class AlarmRuleRepository {
    /** More than a user would read; a plant has some rules for each of its types. */
    static final int MOST = 5_000;

    private static final String SELECT = """
        select rule_id, version, name, asset_type, asset_id, kind, tag, side, limit_value as limit, deadband,
            on_delay_seconds, off_delay_seconds, priority, advice, cause,
            case when suppress_tag is not null and suppress_side is not null and suppress_limit is not null
                then jsonb_build_object('tag', suppress_tag, 'side', suppress_side, 'limit', suppress_limit)
                end as suppress_when,
            escalate_after_minutes, enabled, changed_at, changed_by
        from alarm_rule where tenant_id = :tenant\s""";

    private static final SqlQuery<AlarmRule> ALL = SqlQuery.of(AlarmRule.class, SELECT + """
        and (:assetType::text is null or asset_type = :assetType) and (:asset::uuid is null or asset_id = :asset)
        order by name, rule_id limit :limit
        """);

    private static final SqlQuery<AlarmRule> LOCK =
            SqlQuery.of(AlarmRule.class, SELECT + "and rule_id = :rule for update");

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into alarm_rule (tenant_id, rule_id, version, name, asset_type, asset_id, kind, tag, side, limit_value,
            deadband, on_delay_seconds, off_delay_seconds, priority, advice, cause, suppress_tag, suppress_side,
            suppress_limit, escalate_after_minutes, enabled, changed_at, changed_by)
        values (:tenant, :rule, :version, :name, :assetType, :asset, :kind, :tag, :side, :limit,
            :deadband, :onDelay, :offDelay, :priority, :advice, :cause, :suppressTag, :suppressSide,
            :suppressLimit, :escalateAfter, :enabled, :changedAt, :changedBy)
        on conflict do nothing
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update alarm_rule r set version = :version, name = :name, asset_type = :assetType, asset_id = :asset,
            kind = :kind, tag = :tag, side = :side, limit_value = :limit, deadband = :deadband,
            on_delay_seconds = :onDelay, off_delay_seconds = :offDelay, priority = :priority, advice = :advice,
            cause = :cause, suppress_tag = :suppressTag, suppress_side = :suppressSide,
            suppress_limit = :suppressLimit, escalate_after_minutes = :escalateAfter, enabled = :enabled,
            changed_at = :changedAt, changed_by = :changedBy
        where tenant_id = :tenant and rule_id = :rule and not exists (select from alarm_rule o
            where o.tenant_id = r.tenant_id and o.rule_id <> r.rule_id and o.name = :name
                and o.asset_type is not distinct from :assetType and o.asset_id is not distinct from :asset)
        """);

    private static final SqlUpdate DELETE =
            SqlUpdate.of("delete from alarm_rule where tenant_id = :tenant and rule_id = :rule");

    private static final SqlQuery<UUID> ASSETS_IN_ALARM = SqlQuery.of(UUID.class, """
        select asset_id from alarm where tenant_id = :tenant and rule_id = :rule and active order by asset_id
        """);

    /** Rules by name; of a type, of an asset (its type's are not among them), or all. */
    public List<AlarmRule> all(
            Connection connection, TenantId tenant, @Nullable String assetType, @Nullable UUID assetId) {
        return ALL.on(connection)
                .set("tenant", tenant)
                .set("assetType", assetType)
                .set("asset", assetId)
                .set("limit", MOST)
                .list();
    }

    /** The rule, locked until the end of the transaction. */
    public Optional<AlarmRule> lock(Connection connection, TenantId tenant, UUID ruleId) {
        return LOCK.on(connection).set("tenant", tenant).set("rule", ruleId).first();
    }

    /** False when the rule, or another of this name for the same assets, is there already. */
    public boolean insert(Connection connection, TenantId tenant, AlarmRule rule) {
        return run(INSERT.on(connection), tenant, rule);
    }

    /** Writes a rule that is locked; false when another for the same assets has its name. */
    public boolean update(Connection connection, TenantId tenant, AlarmRule rule) {
        return run(UPDATE.on(connection), tenant, rule);
    }

    /** Removes a rule that is locked. */
    public void delete(Connection connection, TenantId tenant, UUID ruleId) {
        DELETE.on(connection).set("tenant", tenant).set("rule", ruleId).run();
    }

    /** Assets that have an active alarm of a rule. */
    public List<UUID> assetsInAlarm(Connection connection, TenantId tenant, UUID ruleId) {
        return ASSETS_IN_ALARM
                .on(connection)
                .set("tenant", tenant)
                .set("rule", ruleId)
                .list();
    }

    private static boolean run(SqlUpdate.Call call, TenantId tenant, AlarmRule rule) {
        AlarmRule.Suppression suppression = rule.suppressWhen();
        return call.set("tenant", tenant)
                        .set("rule", rule.ruleId())
                        .set("version", rule.version())
                        .set("name", rule.name())
                        .set("assetType", rule.assetType())
                        .set("asset", rule.assetId())
                        .set("kind", rule.kind())
                        .set("tag", rule.tag())
                        .set("side", rule.side())
                        .set("limit", rule.limit())
                        .set("deadband", rule.deadband())
                        .set("onDelay", rule.onDelaySeconds())
                        .set("offDelay", rule.offDelaySeconds())
                        .set("priority", rule.priority())
                        .set("advice", rule.advice())
                        .set("cause", rule.cause())
                        .set("suppressTag", suppression == null ? null : suppression.tag())
                        .set("suppressSide", suppression == null ? null : suppression.side())
                        .set("suppressLimit", suppression == null ? null : suppression.limit())
                        .set("escalateAfter", rule.escalateAfterMinutes())
                        .set("enabled", rule.enabled())
                        .set("changedAt", rule.changedAt())
                        .set("changedBy", rule.changedBy())
                        .run()
                == 1;
    }
}
