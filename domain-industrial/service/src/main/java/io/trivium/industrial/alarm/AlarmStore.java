package io.trivium.industrial.alarm;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.state.AlarmState;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Alarms in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class AlarmStore {
    /** Alarms of a tenant; conditions and an order may follow. */
    static final String SELECT = """
        select alarm_id, version, asset_id, condition as name, rule_id, kind, tag, unit, priority, side,
            limit_value as limit, advice, cause, null::jsonb as escalate_after, active, acknowledged, shelved_until,
            suppressed as suppressed_by_design, out_of_service, active_since, occurrences as number, cleared_at, value,
            message, flood_id, work_order_id, evidence, acknowledged_at, acknowledged_by, shelved_by, reason,
            escalation, escalate_at, verdict, last_change
        from alarm where tenant_id = :tenant\s""";

    private static final SqlQuery<Alarm> FIND = SqlQuery.of(Alarm.class, SELECT + "and alarm_id = :alarm");

    private static final SqlQuery<Alarm> LOCK = SqlQuery.of(Alarm.class, SELECT + "and alarm_id = :alarm for update");

    private static final SqlQuery<Alarm> LOCK_OF_ASSET =
            SqlQuery.of(Alarm.class, SELECT + "and asset_id = :asset and condition = :condition for update");

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into alarm (tenant_id, alarm_id, version, asset_id, condition, rule_id, kind, tag, unit, priority, side,
            limit_value, advice, cause, active, acknowledged, shelved_until, suppressed, out_of_service, active_since,
            occurrences, cleared_at, value, message, flood_id, work_order_id, evidence, acknowledged_at,
            acknowledged_by, shelved_by, reason, escalation, escalate_at, verdict, last_change)
        values (:tenant, :alarm, :version, :asset, :condition, :rule, :kind, :tag, :unit, :priority, :side,
            :limit, :advice, :cause, :active, :acknowledged, :shelvedUntil, :suppressed, :outOfService, :activeSince,
            :occurrences, :clearedAt, :value, :message, :flood, :workOrder, :evidence::jsonb, :acknowledgedAt,
            :acknowledgedBy, :shelvedBy, :reason, :escalation, :escalateAt, :verdict, :lastChange)
        on conflict (tenant_id, asset_id, condition) do nothing
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update alarm set version = :version, asset_id = :asset, condition = :condition, rule_id = :rule, kind = :kind,
            tag = :tag, unit = :unit, priority = :priority, side = :side, limit_value = :limit, advice = :advice,
            cause = :cause, active = :active, acknowledged = :acknowledged, shelved_until = :shelvedUntil,
            suppressed = :suppressed, out_of_service = :outOfService, active_since = :activeSince,
            occurrences = :occurrences, cleared_at = :clearedAt, value = :value, message = :message,
            flood_id = :flood, work_order_id = :workOrder, evidence = :evidence::jsonb,
            acknowledged_at = :acknowledgedAt, acknowledged_by = :acknowledgedBy, shelved_by = :shelvedBy,
            reason = :reason, escalation = :escalation, escalate_at = :escalateAt, verdict = :verdict,
            last_change = :lastChange
        where tenant_id = :tenant and alarm_id = :alarm
        """);

    private static final SqlUpdate ADD_EVENT = SqlUpdate.of("""
        insert into alarm_event (tenant_id, alarm_id, at, actor, event, note)
        values (:tenant, :alarm, :at, :actor, :event, :note)
        """);

    private static final SqlUpdate ADD_OCCURRENCE = SqlUpdate.of("""
        insert into alarm_occurrence (tenant_id, alarm_id, occurrence, announced, raised_at, active_since, flood_id)
        values (:tenant, :alarm, :occurrence, :announced, :now, :activeSince, :flood)
        """);

    private static final SqlUpdate UPDATE_OCCURRENCE = SqlUpdate.of("""
        update alarm_occurrence set cleared_at = :clearedAt, work_order_id = :workOrder,
            announced = announced or :announced
        where tenant_id = :tenant and alarm_id = :alarm and occurrence = :occurrence
        """);

    Optional<Alarm> find(Connection connection, TenantId tenant, UUID alarmId) {
        return FIND.on(connection).set("tenant", tenant).set("alarm", alarmId).first();
    }

    /** The alarm, locked until the end of the transaction. */
    Optional<Alarm> lock(Connection connection, TenantId tenant, UUID alarmId) {
        return LOCK.on(connection).set("tenant", tenant).set("alarm", alarmId).first();
    }

    /** The alarm of an asset and condition, locked until the end of the transaction. */
    Optional<Alarm> lock(Connection connection, TenantId tenant, UUID assetId, String condition) {
        return LOCK_OF_ASSET
                .on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("condition", condition)
                .first();
    }

    /** False when the asset has an alarm of this condition already. */
    boolean insert(Connection connection, TenantId tenant, Alarm alarm) {
        return run(INSERT.on(connection), tenant, alarm) == 1;
    }

    /** Writes an alarm that is locked. */
    void update(Connection connection, TenantId tenant, Alarm alarm) {
        run(UPDATE.on(connection), tenant, alarm);
    }

    void addEvent(
            Connection connection,
            TenantId tenant,
            UUID alarmId,
            Instant at,
            String actor,
            String event,
            @Nullable String note) {
        ADD_EVENT
                .on(connection)
                .set("tenant", tenant)
                .set("alarm", alarmId)
                .set("at", at)
                .set("actor", actor)
                .set("event", event)
                .set("note", note)
                .run();
    }

    void addOccurrence(Connection connection, TenantId tenant, Alarm alarm, boolean announced, Instant now) {
        ADD_OCCURRENCE
                .on(connection)
                .set("tenant", tenant)
                .set("alarm", alarm.alarmId())
                .set("occurrence", alarm.occurrence().number())
                .set("announced", announced)
                .set("now", now)
                .set("activeSince", alarm.activeSince())
                .set("flood", alarm.occurrence().floodId())
                .run();
    }

    /** Writes the end and the work order of the last occurrence, and that it has been announced. */
    void updateOccurrence(Connection connection, TenantId tenant, Alarm alarm) {
        boolean active = alarm.state().active();
        UPDATE_OCCURRENCE
                .on(connection)
                .set("tenant", tenant)
                .set("alarm", alarm.alarmId())
                .set("occurrence", alarm.occurrence().number())
                .set("clearedAt", active ? null : alarm.occurrence().clearedAt())
                .set("workOrder", alarm.occurrence().workOrderId())
                .set("announced", active && alarm.state().isAnnounced(alarm.lastChange()))
                .run();
    }

    private static int run(SqlUpdate.Call call, TenantId tenant, Alarm alarm) {
        AlarmCondition condition = alarm.condition();
        AlarmState state = alarm.state();
        Alarm.Occurrence last = alarm.occurrence();
        Alarm.Handling handling = alarm.handling();
        return call.set("tenant", tenant)
                .set("alarm", alarm.alarmId())
                .set("version", alarm.version())
                .set("asset", alarm.assetId())
                .set("condition", condition.name())
                .set("rule", condition.ruleId())
                .set("kind", condition.kind())
                .set("tag", condition.tag())
                .set("unit", condition.unit())
                .set("priority", condition.priority())
                .set("side", condition.side())
                .set("limit", condition.limit())
                .set("advice", condition.advice())
                .set("cause", condition.cause())
                .set("active", state.active())
                .set("acknowledged", state.acknowledged())
                .set("shelvedUntil", state.shelvedUntil())
                .set("suppressed", state.suppressedByDesign())
                .set("outOfService", state.outOfService())
                .set("activeSince", alarm.activeSince())
                .set("occurrences", last.number())
                .set("clearedAt", last.clearedAt())
                .set("value", last.value())
                .set("message", last.message())
                .set("flood", last.floodId())
                .set("workOrder", last.workOrderId())
                .json("evidence", last.evidence())
                .set("acknowledgedAt", handling.acknowledgedAt())
                .set("acknowledgedBy", handling.acknowledgedBy())
                .set("shelvedBy", handling.shelvedBy())
                .set("reason", handling.reason())
                .set("escalation", handling.escalation())
                .set("escalateAt", handling.escalateAt())
                .set("verdict", handling.verdict())
                .set("lastChange", alarm.lastChange())
                .run();
    }
}
