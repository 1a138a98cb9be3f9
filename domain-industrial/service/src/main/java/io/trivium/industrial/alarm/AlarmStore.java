package io.trivium.industrial.alarm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmLimit;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.alarm.state.AlarmState;
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

/** Alarms in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class AlarmStore {
    static final String COLUMNS = "alarm_id, version, asset_id, condition, rule_id, kind, tag, unit, priority, side,"
            + " limit_value, advice, cause, active, acknowledged, shelved_until, suppressed, out_of_service, active_since,"
            + " occurrences, cleared_at, value, message, flood_id, work_order_id, evidence, acknowledged_at,"
            + " acknowledged_by, shelved_by, reason, escalation, escalate_at, last_change";

    private static final String INSERT =
            "insert into alarm (" + COLUMNS + ", tenant_id) values (?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " on conflict (tenant_id, asset_id, condition) do nothing";

    private static final String UPDATE = "update alarm set (" + COLUMNS + ") = row(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)"
            + " where tenant_id = ? and alarm_id = ?";

    private final ObjectMapper json = StrictJson.mapper();

    Optional<Alarm> find(Connection connection, TenantId tenant, UUID alarmId) throws SQLException {
        return one(connection, tenant, "alarm_id = ?", alarmId, null);
    }

    /** The alarm, locked until the end of the transaction. */
    Optional<Alarm> lock(Connection connection, TenantId tenant, UUID alarmId) throws SQLException {
        return one(connection, tenant, "alarm_id = ? for update", alarmId, null);
    }

    /** The alarm of an asset and condition, locked until the end of the transaction. */
    Optional<Alarm> lock(Connection connection, TenantId tenant, UUID assetId, String condition) throws SQLException {
        return one(connection, tenant, "asset_id = ? and condition = ? for update", assetId, condition);
    }

    private Optional<Alarm> one(
            Connection connection, TenantId tenant, String where, UUID id, @Nullable String condition)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select " + COLUMNS + " from alarm where tenant_id = ? and " + where)) {
            Binder binder = Binder.of(select).text(tenant.value()).id(id);
            if (condition != null) {
                binder.text(condition);
            }
            return alarms(select).stream().findFirst();
        }
    }

    /** False when the asset has an alarm of this condition already. */
    boolean insert(Connection connection, TenantId tenant, Alarm alarm) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            bind(Binder.of(insert), alarm).text(tenant.value());
            return insert.executeUpdate() == 1;
        }
    }

    /** Writes an alarm that is locked. */
    void update(Connection connection, TenantId tenant, Alarm alarm) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            bind(Binder.of(update), alarm).text(tenant.value()).id(alarm.alarmId());
            update.executeUpdate();
        }
    }

    void addEvent(
            Connection connection,
            TenantId tenant,
            UUID alarmId,
            Instant at,
            String actor,
            String event,
            @Nullable String note)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into alarm_event (tenant_id, alarm_id, at, actor, event, note) values (?, ?, ?, ?, ?, ?)")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(alarmId)
                    .time(at)
                    .text(actor)
                    .text(event)
                    .text(note);
            insert.executeUpdate();
        }
    }

    void addOccurrence(Connection connection, TenantId tenant, Alarm alarm, boolean announced, Instant now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into alarm_occurrence (tenant_id, alarm_id,"
                + " occurrence, announced, raised_at, active_since, flood_id) values (?, ?, ?, ?, ?, ?, ?)")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(alarm.alarmId())
                    .whole(alarm.occurrence().number())
                    .flag(announced)
                    .time(now)
                    .time(alarm.activeSince())
                    .id(alarm.occurrence().floodId());
            insert.executeUpdate();
        }
    }

    /** Writes the end and the work order of the last occurrence, and that it has been announced. */
    void updateOccurrence(Connection connection, TenantId tenant, Alarm alarm) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update alarm_occurrence set cleared_at = ?,"
                        + " work_order_id = ?, announced = announced or ? where tenant_id = ? and alarm_id = ? and occurrence = ?")) {
            Binder.of(update)
                    .time(alarm.state().active() ? null : alarm.occurrence().clearedAt())
                    .id(alarm.occurrence().workOrderId())
                    .flag(alarm.state().active() && alarm.state().isAnnounced(alarm.lastChange()))
                    .text(tenant.value())
                    .id(alarm.alarmId())
                    .whole(alarm.occurrence().number());
            update.executeUpdate();
        }
    }

    private Binder bind(Binder binder, Alarm alarm) throws SQLException {
        AlarmCondition condition = alarm.condition();
        AlarmState state = alarm.state();
        Alarm.Occurrence last = alarm.occurrence();
        Alarm.Handling handling = alarm.handling();
        AlarmLimit.Side side = condition.side();
        return binder.id(alarm.alarmId())
                .whole(alarm.version())
                .id(alarm.assetId())
                .text(condition.name())
                .id(condition.ruleId())
                .text(condition.kind().wireName())
                .text(condition.tag())
                .text(condition.unit())
                .text(condition.priority().wireName())
                .text(side == null ? null : side.wireName())
                .number(condition.limit())
                .text(condition.advice())
                .text(condition.cause())
                .flag(state.active())
                .flag(state.acknowledged())
                .time(state.shelvedUntil())
                .flag(state.suppressedByDesign())
                .flag(state.outOfService())
                .time(alarm.activeSince())
                .whole(last.number())
                .time(last.clearedAt())
                .number(last.value())
                .text(last.message())
                .id(last.floodId())
                .id(last.workOrderId())
                .text(last.evidence() == null ? null : write(last.evidence()))
                .time(handling.acknowledgedAt())
                .text(handling.acknowledgedBy())
                .text(handling.shelvedBy())
                .text(handling.reason())
                .whole(handling.escalation())
                .time(handling.escalateAt())
                .time(alarm.lastChange());
    }

    /** The rows of a query for {@link #COLUMNS}. */
    List<Alarm> alarms(PreparedStatement select) throws SQLException {
        List<Alarm> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(alarm(Columns.of(row)));
            }
        }
        return found;
    }

    private Alarm alarm(Columns row) throws SQLException {
        UUID alarmId = row.id();
        int version = row.whole();
        UUID assetId = row.id();
        String name = row.text();
        UUID ruleId = row.idOrNull();
        AlarmKind kind = AlarmKind.of(row.text());
        String tag = row.textOrNull();
        String unit = row.textOrNull();
        AlarmPriority priority = AlarmPriority.of(row.text());
        String side = row.textOrNull();
        AlarmCondition condition = new AlarmCondition(
                name,
                ruleId,
                kind,
                tag,
                unit,
                priority,
                side == null ? null : AlarmLimit.Side.of(side),
                row.numberOrNull(),
                row.textOrNull(),
                row.text(),
                null);
        AlarmState state =
                new AlarmState(row.flag(), row.flag(), row.timeOrNull(), row.flag(), row.flag(), row.timeOrNull());
        int number = row.whole();
        Instant clearedAt = row.timeOrNull();
        Double value = row.numberOrNull();
        String message = row.text();
        UUID floodId = row.idOrNull();
        UUID workOrderId = row.idOrNull();
        String evidence = row.textOrNull();
        Alarm.Occurrence last = new Alarm.Occurrence(
                number, clearedAt, value, message, floodId, workOrderId, evidence == null ? null : read(evidence));
        Alarm.Handling handling = new Alarm.Handling(
                row.timeOrNull(), row.textOrNull(), row.textOrNull(), row.textOrNull(), row.whole(), row.timeOrNull());
        return new Alarm(alarmId, version, assetId, condition, state, last, handling, row.time());
    }

    private String write(Evidence evidence) {
        try {
            return json.writeValueAsString(evidence);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alarm's evidence cannot be written as JSON", e);
        }
    }

    private Evidence read(String text) {
        try {
            return json.readValue(text, Evidence.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alarm's evidence cannot be read", e);
        }
    }
}
