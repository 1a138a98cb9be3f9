package io.trivium.industrial.workorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work orders in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class WorkOrderStore {
    static final String COLUMNS = "work_order_id, number, version, asset_id, asset_name, path, state, title, source,"
            + " alarm_id, evidence, priority, task, window_from, window_to, planned_from, planned_to, assignee,"
            + " estimated_cost, expected_failure_cost, currency, probability, started_at, done_at, failure_mode, outcome,"
            + " downtime_minutes, cost, note, external_id, created_at, created_by, last_change";

    private static final String PARAMETERS =
            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?, ?, ?, ?, ?, ?, ?, ?, ?";

    private static final String OPEN = "state in ('proposed', 'planned', 'in-progress')";

    private final ObjectMapper json = StrictJson.mapper();

    /** The next number of the organisation; held until the end of the transaction. */
    int nextNumber(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement("insert into work_order_number as n (tenant_id, last)"
                        + " values (?, 1) on conflict (tenant_id) do update set last = n.last + 1 returning last")) {
            Binder.of(upsert).text(tenant.value());
            try (ResultSet row = upsert.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** False when the alarm has an open work order already. */
    boolean insert(Connection connection, TenantId tenant, WorkOrder order) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into work_order (" + COLUMNS
                + ", tenant_id) values (" + PARAMETERS + ", ?) on conflict do nothing")) {
            bind(Binder.of(insert), order).text(tenant.value());
            return insert.executeUpdate() == 1;
        }
    }

    /** Writes an order that is locked. */
    void update(Connection connection, TenantId tenant, WorkOrder order) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update work_order set (" + COLUMNS + ") = row("
                + PARAMETERS + ") where tenant_id = ? and work_order_id = ?")) {
            bind(Binder.of(update), order).text(tenant.value()).id(order.workOrderId());
            update.executeUpdate();
        }
    }

    Optional<WorkOrder> find(Connection connection, TenantId tenant, UUID id) throws SQLException {
        return one(connection, tenant, "work_order_id = ?", id);
    }

    /** The order, locked until the end of the transaction. */
    Optional<WorkOrder> lock(Connection connection, TenantId tenant, UUID id) throws SQLException {
        return one(connection, tenant, "work_order_id = ? for update", id);
    }

    /** The order of an alarm that is not finished. */
    Optional<WorkOrder> openOf(Connection connection, TenantId tenant, UUID alarmId) throws SQLException {
        return one(connection, tenant, OPEN + " and alarm_id = ?", alarmId);
    }

    /** The orders of an asset and task that were not begun, locked until the end of the transaction. */
    List<WorkOrder> notBegun(Connection connection, TenantId tenant, UUID assetId, String task) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS + " from work_order where"
                + " tenant_id = ? and asset_id = ? and task = ? and state in ('proposed', 'planned')"
                + " order by work_order_id for update")) {
            Binder.of(select).text(tenant.value()).id(assetId).text(task);
            return orders(select);
        }
    }

    /**
     * The recent occurrences of an alarm.
     *
     * @param occurrences since a moment, and since the last order of it was finished
     * @param raisedAt the last time, by the service's clock
     */
    record Recurrence(int occurrences, Instant raisedAt) {}

    Recurrence recurrence(Connection connection, TenantId tenant, UUID alarmId, Instant since, Instant now)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select count(*) filter (where raised_at > greatest(?::timestamptz,"
                        + " (select max(w.last_change) from work_order w where w.tenant_id = ? and w.alarm_id = ?))),"
                        + " coalesce(max(raised_at), ?) from alarm_occurrence where tenant_id = ? and alarm_id = ?")) {
            Binder.of(select)
                    .time(since)
                    .text(tenant.value())
                    .id(alarmId)
                    .time(now)
                    .text(tenant.value())
                    .id(alarmId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Columns columns = Columns.of(row);
                return new Recurrence((int) columns.large(), columns.time());
            }
        }
    }

    private Optional<WorkOrder> one(Connection connection, TenantId tenant, String where, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from work_order where tenant_id = ? and " + where)) {
            Binder.of(select).text(tenant.value()).id(id);
            return orders(select).stream().findFirst();
        }
    }

    void addEvent(
            Connection connection, TenantId tenant, WorkOrder order, String actor, String event, @Nullable String note)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into work_order_event (tenant_id,"
                + " work_order_id, at, actor, event, note) values (?, ?, ?, ?, ?, ?)")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(order.workOrderId())
                    .time(order.lastChange())
                    .text(actor)
                    .text(event)
                    .text(note);
            insert.executeUpdate();
        }
    }

    private Binder bind(Binder binder, WorkOrder order) throws SQLException {
        WorkOrder.Plan plan = order.plan();
        WorkOrder.Cost cost = order.cost();
        WorkOrder.Result result = order.result();
        WorkOrderOutcome outcome = result.outcome();
        return binder.id(order.workOrderId())
                .whole(order.number())
                .whole(order.version())
                .id(order.assetId())
                .text(order.assetName())
                .array("text", order.path().toArray())
                .text(order.state().wireName())
                .text(order.title())
                .text(order.source().wireName())
                .id(order.alarmId())
                .text(order.evidence() == null ? null : write(order.evidence()))
                .text(order.priority().wireName())
                .text(order.task())
                .time(plan.windowFrom())
                .time(plan.windowTo())
                .time(plan.plannedFrom())
                .time(plan.plannedTo())
                .text(plan.assignee())
                .money(cost.estimated())
                .money(cost.expectedFailure())
                .text(cost.currency())
                .number(cost.probability())
                .time(result.startedAt())
                .time(result.doneAt())
                .text(result.failureMode())
                .text(outcome == null ? null : outcome.wireName())
                .whole(result.downtimeMinutes())
                .money(result.cost())
                .text(order.note())
                .text(order.externalId())
                .time(order.createdAt())
                .text(order.createdBy())
                .time(order.lastChange());
    }

    /** The rows of a query for {@link #COLUMNS}. */
    List<WorkOrder> orders(PreparedStatement select) throws SQLException {
        List<WorkOrder> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(order(Columns.of(row)));
            }
        }
        return found;
    }

    private WorkOrder order(Columns row) throws SQLException {
        return new WorkOrder(
                row.id(),
                row.whole(),
                row.whole(),
                row.id(),
                row.text(),
                row.texts(),
                WorkOrderState.of(row.text()),
                row.text(),
                WorkOrderSource.of(row.text()),
                row.idOrNull(),
                read(row.textOrNull()),
                AlarmPriority.of(row.text()),
                row.textOrNull(),
                new WorkOrder.Plan(
                        row.timeOrNull(), row.timeOrNull(), row.timeOrNull(), row.timeOrNull(), row.textOrNull()),
                new WorkOrder.Cost(row.money(), row.money(), row.text(), row.numberOrNull()),
                result(row),
                row.textOrNull(),
                row.textOrNull(),
                row.time(),
                row.text(),
                row.time());
    }

    private static WorkOrder.Result result(Columns row) throws SQLException {
        Instant startedAt = row.timeOrNull();
        Instant doneAt = row.timeOrNull();
        String failureMode = row.textOrNull();
        String outcome = row.textOrNull();
        return new WorkOrder.Result(
                startedAt,
                doneAt,
                failureMode,
                outcome == null ? null : WorkOrderOutcome.of(outcome),
                row.wholeOrNull(),
                row.moneyOrNull());
    }

    private String write(Evidence evidence) {
        try {
            return json.writeValueAsString(evidence);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("evidence cannot be written as JSON", e);
        }
    }

    private @Nullable Evidence read(@Nullable String text) {
        try {
            return text == null ? null : json.readValue(text, Evidence.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a work order's evidence cannot be read", e);
        }
    }
}
