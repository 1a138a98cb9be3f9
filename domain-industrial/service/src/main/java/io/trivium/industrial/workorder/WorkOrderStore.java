package io.trivium.industrial.workorder;

import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work orders in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class WorkOrderStore {
    private static final String COLUMNS = """
        work_order_id, number, version, asset_id, asset_name, path, state, title, source, alarm_id, evidence,
        priority, task, window_from, window_to, planned_from, planned_to, assignee, estimated_cost,
        expected_failure_cost, currency, probability, started_at, done_at, failure_mode, outcome, downtime_minutes,
        cost, note, external_id, created_at, created_by, last_change\s""";

    private static final String PARAMETERS = """
        :id, :number, :version, :assetId, :assetName, :path, :state, :title, :source, :alarmId, :evidence::jsonb,
        :priority, :task, :windowFrom, :windowTo, :plannedFrom, :plannedTo, :assignee, :estimatedCost,
        :expectedFailureCost, :currency, :probability, :startedAt, :doneAt, :failureMode, :outcome, :downtimeMinutes,
        :cost, :note, :externalId, :createdAt, :createdBy, :lastChange\s""";

    private static final String SELECT = "select " + COLUMNS + """
        , estimated_cost as estimated, expected_failure_cost as expected_failure
        from work_order where tenant_id = :tenant\s""";

    private static final SqlQuery<Integer> NEXT_NUMBER = SqlQuery.of(Integer.class, """
        insert into work_order_number as n (tenant_id, last) values (:tenant, 1)
        on conflict (tenant_id) do update set last = n.last + 1 returning last
        """);

    private static final SqlUpdate INSERT = SqlUpdate.of("insert into work_order (" + COLUMNS + ", tenant_id) values ("
            + PARAMETERS + ", :tenant) on conflict do nothing");

    private static final SqlUpdate UPDATE = SqlUpdate.of("update work_order set (" + COLUMNS + ") = row(" + PARAMETERS
            + ") where tenant_id = :tenant and work_order_id = :id");

    private static final SqlQuery<WorkOrder> FIND = SqlQuery.of(WorkOrder.class, SELECT + "and work_order_id = :id");

    private static final SqlQuery<WorkOrder> LOCK =
            SqlQuery.of(WorkOrder.class, SELECT + "and work_order_id = :id for update");

    private static final SqlQuery<WorkOrder> OPEN_OF = SqlQuery.of(
            WorkOrder.class, SELECT + "and state in ('proposed', 'planned', 'in-progress') and alarm_id = :id");

    private static final SqlQuery<WorkOrder> NOT_BEGUN = SqlQuery.of(WorkOrder.class, SELECT + """
        and asset_id = :asset and task = :task and state in ('proposed', 'planned') order by work_order_id for update
        """);

    private static final SqlQuery<WorkOrder> LIST = SqlQuery.of(WorkOrder.class, SELECT + """
        and (:state::text is null or state = :state) and (:asset::uuid is null or asset_id = :asset)
        and (:from::timestamptz is null or created_at >= :from) and (:to::timestamptz is null or created_at < :to)
        and (:afterAt::timestamptz is null or (created_at, work_order_id) < (:afterAt, :afterId))
        order by created_at desc, work_order_id desc limit :limit
        """);

    private static final SqlQuery<Recurrence> RECURRENCE = SqlQuery.of(Recurrence.class, """
        select count(*) filter (where raised_at > greatest(:since::timestamptz,
            (select max(w.last_change) from work_order w where w.tenant_id = :tenant and w.alarm_id = :alarm)))
            as occurrences, coalesce(max(raised_at), :now) as raised_at
        from alarm_occurrence where tenant_id = :tenant and alarm_id = :alarm
        """);

    private static final SqlUpdate ADD_EVENT = SqlUpdate.of("""
        insert into work_order_event (tenant_id, work_order_id, at, actor, event, note)
        values (:tenant, :id, :at, :actor, :event, :note)
        """);

    /** The next number of the organisation; held until the end of the transaction. */
    int nextNumber(Connection connection, TenantId tenant) {
        return NEXT_NUMBER.on(connection).set("tenant", tenant).one();
    }

    /** False when the alarm has an open work order already. */
    boolean insert(Connection connection, TenantId tenant, WorkOrder order) {
        return run(INSERT.on(connection), tenant, order) == 1;
    }

    /** Writes an order that is locked. */
    void update(Connection connection, TenantId tenant, WorkOrder order) {
        run(UPDATE.on(connection), tenant, order);
    }

    Optional<WorkOrder> find(Connection connection, TenantId tenant, UUID id) {
        return FIND.on(connection).set("tenant", tenant).set("id", id).first();
    }

    /** The order, locked until the end of the transaction. */
    Optional<WorkOrder> lock(Connection connection, TenantId tenant, UUID id) {
        return LOCK.on(connection).set("tenant", tenant).set("id", id).first();
    }

    /** The order of an alarm that is not finished. */
    Optional<WorkOrder> openOf(Connection connection, TenantId tenant, UUID alarmId) {
        return OPEN_OF.on(connection).set("tenant", tenant).set("id", alarmId).first();
    }

    /** The orders of an asset and task that were not begun, locked until the end of the transaction. */
    List<WorkOrder> notBegun(Connection connection, TenantId tenant, UUID assetId, TaskName task) {
        return NOT_BEGUN
                .on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("task", task)
                .list();
    }

    /** Orders that a filter takes, the latest made first. */
    List<WorkOrder> list(
            Connection connection,
            TenantId tenant,
            WorkOrderReader.Query query,
            @Nullable PageCursor after,
            int limit) {
        return LIST.on(connection)
                .set("tenant", tenant)
                .set("state", query.state())
                .set("asset", query.assetId())
                .set("from", query.from())
                .set("to", query.to())
                .set("afterAt", after == null ? null : after.at())
                .set("afterId", after == null ? null : after.id())
                .set("limit", limit)
                .list();
    }

    /**
     * The recent occurrences of an alarm.
     *
     * @param occurrences since a moment, and since the last order of it was finished
     * @param raisedAt the last time, by the service's clock
     */
    record Recurrence(int occurrences, Instant raisedAt) {}

    Recurrence recurrence(Connection connection, TenantId tenant, UUID alarmId, Instant since, Instant now) {
        return RECURRENCE
                .on(connection)
                .set("tenant", tenant)
                .set("alarm", alarmId)
                .set("since", since)
                .set("now", now)
                .one();
    }

    void addEvent(
            Connection connection,
            TenantId tenant,
            WorkOrder order,
            String actor,
            String event,
            @Nullable String note) {
        ADD_EVENT
                .on(connection)
                .set("tenant", tenant)
                .set("id", order.workOrderId())
                .set("at", order.lastChange())
                .set("actor", actor)
                .set("event", event)
                .set("note", note)
                .run();
    }

    private static int run(SqlUpdate.Call call, TenantId tenant, WorkOrder order) {
        WorkOrder.Plan plan = order.plan();
        WorkOrder.Cost costs = order.costs();
        WorkOrder.Result result = order.result();
        return call.set("tenant", tenant)
                .set("id", order.workOrderId())
                .set("number", order.number())
                .set("version", order.version())
                .set("assetId", order.assetId())
                .set("assetName", order.assetName())
                .set("path", order.path())
                .set("state", order.state())
                .set("title", order.title())
                .set("source", order.source())
                .set("alarmId", order.alarmId())
                .json("evidence", order.evidence())
                .set("priority", order.priority())
                .set("task", order.task())
                .set("windowFrom", plan.windowFrom())
                .set("windowTo", plan.windowTo())
                .set("plannedFrom", plan.plannedFrom())
                .set("plannedTo", plan.plannedTo())
                .set("assignee", plan.assignee())
                .set("estimatedCost", costs.estimated())
                .set("expectedFailureCost", costs.expectedFailure())
                .set("currency", costs.currency())
                .set("probability", costs.probability())
                .set("startedAt", result.startedAt())
                .set("doneAt", result.doneAt())
                .set("failureMode", result.failureMode())
                .set("outcome", result.outcome())
                .set("downtimeMinutes", result.downtimeMinutes())
                .set("cost", result.cost())
                .set("note", order.note())
                .set("externalId", order.externalId())
                .set("createdAt", order.createdAt())
                .set("createdBy", order.createdBy())
                .set("lastChange", order.lastChange())
                .run();
    }
}
