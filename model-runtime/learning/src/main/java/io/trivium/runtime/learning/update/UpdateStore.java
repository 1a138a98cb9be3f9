package io.trivium.runtime.learning.update;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Updates in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
public class UpdateStore {
    private static final String NOT_OVER = "state not in ('released', 'refused', 'failed', 'cancelled', 'unchanged')";

    /**
     * Adds an update in the queue.
     *
     * @param slot the time it was due; null for one on demand
     * @return false when the task has one that is not over, or had one for the slot
     */
    boolean add(Connection connection, UpdateRow row, @Nullable Instant slot) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_update (tenant_id, update_id, task, model_name, champion, trigger_kind, slot,
                    requested_by, reason, requested_at, settings, state)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued') on conflict do nothing""")) {
            return Sql.update(
                            insert,
                            row.tenant().value(),
                            row.id(),
                            row.task(),
                            row.model(),
                            row.champion(),
                            row.trigger().word(),
                            slot,
                            row.requestedBy(),
                            row.reason(),
                            row.requestedAt(),
                            UpdateJson.write(row.settings()))
                    == 1;
        }
    }

    public Optional<UpdateRow> find(Connection connection, TenantId tenant, UUID id) throws SQLException {
        return first(
                connection, "select * from learning_update where tenant_id = ? and update_id = ?", tenant.value(), id);
    }

    /** The one of a task that is not over. */
    Optional<UpdateRow> open(Connection connection, TenantId tenant, String task) throws SQLException {
        return first(
                connection,
                "select * from learning_update where tenant_id = ? and task = ? and " + NOT_OVER,
                tenant.value(),
                task);
    }

    /** Latest first, those after the cursor. */
    List<UpdateRow> list(Connection connection, TenantId tenant, String task, @Nullable UpdateCursor cursor, int limit)
            throws SQLException {
        Instant at = cursor == null ? null : cursor.at();
        UUID id = cursor == null ? null : cursor.id();
        return all(connection, """
                select * from learning_update where tenant_id = ? and task = ?
                    and (?::timestamptz is null or (requested_at, update_id) < (?, ?::uuid))
                order by requested_at desc, update_id desc limit ?""", tenant.value(), task, at, at, id, limit);
    }

    /** Whether the task had an update that was due at this time or later. */
    boolean hasSlot(Connection connection, TenantId tenant, String task, Instant slot) throws SQLException {
        return first(
                        connection,
                        "select * from learning_update where tenant_id = ? and task = ? and slot >= ? limit 1",
                        tenant.value(),
                        task,
                        slot)
                .isPresent();
    }

    /** Takes the update that has waited longest and has no owner. */
    public Optional<UpdateRow> claim(Connection connection, TenantId tenant, String owner, Duration lease)
            throws SQLException {
        return first(connection, """
                update learning_update set owner = ?, heartbeat_at = clock_timestamp(), attempts = attempts + 1
                where tenant_id = ? and update_id = (
                    select update_id from learning_update where tenant_id = ? and %s
                        and (owner is null or heartbeat_at < clock_timestamp() - ? * interval '1 millisecond')
                    order by requested_at limit 1 for update skip locked)
                returning *""".formatted(NOT_OVER), owner, tenant.value(), tenant.value(), lease.toMillis());
    }

    /** Says that the owner lives; empty when it is the owner no longer. */
    Optional<UpdateRow> beat(Connection connection, TenantId tenant, UUID id, String owner) throws SQLException {
        return first(connection, """
                update learning_update set heartbeat_at = clock_timestamp()
                where tenant_id = ? and update_id = ? and owner = ? returning *""", tenant.value(), id, owner);
    }

    /**
     * Changes an update that is not over.
     *
     * @param owner who must own it still
     * @throws LostUpdateException when it does not
     */
    public UpdateRow change(Connection connection, UpdateRow row, String owner, UpdateChange change)
            throws SQLException {
        String assignments = String.join(
                ", ",
                change.columns().keySet().stream()
                        .map(column -> column + " = ?")
                        .toList());
        List<@Nullable Object> values = new ArrayList<>(change.columns().values());
        values.add(row.tenant().value());
        values.add(row.id());
        values.add(owner);
        return first(
                        connection,
                        "update learning_update set " + assignments
                                + " where tenant_id = ? and update_id = ? and owner = ? and " + NOT_OVER
                                + " returning *",
                        values.toArray())
                .orElseThrow(() -> new LostUpdateException("update " + row.id() + " has another owner by now"));
    }

    /** Lets another owner continue at once. */
    public void leave(Connection connection, TenantId tenant, UUID id, String owner) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update learning_update set owner = null, heartbeat_at = null
                where tenant_id = ? and update_id = ? and owner = ?""")) {
            Sql.update(update, tenant.value(), id, owner);
        }
    }

    /** Records that an update must end; one that has not begun ends at once. Empty when it is over. */
    Optional<UpdateRow> cancel(Connection connection, TenantId tenant, UUID id, String by, String reason, Instant now)
            throws SQLException {
        return first(connection, """
                update learning_update set cancelled_by = ?, message = ?,
                    state = case when state = 'queued' and owner is null then 'cancelled' else state end,
                    finished_at = case when state = 'queued' and owner is null then ?::timestamptz end
                where tenant_id = ? and update_id = ? and state <> 'releasing' and %s returning *""".formatted(NOT_OVER), by, reason, now, tenant.value(), id);
    }

    /** The cut-off of the latest update of a task that learned, regardless of its outcome. */
    public Optional<Instant> lastCutoff(Connection connection, TenantId tenant, String task) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select max(cutoff) as cutoff from learning_update where tenant_id = ? and task = ?
                    and manifest_id is not null and state in ('released', 'refused', 'unchanged')""")) {
            Sql.bind(select, tenant.value(), task);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Optional.ofNullable(Sql.timeOrNull(row, "cutoff"));
            }
        }
    }

    /** A number that no other version of an update has. */
    public long nextNumber(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select nextval('learning_update_number')");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Optional<UpdateRow> first(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        List<UpdateRow> found = all(connection, sql, values);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    private static List<UpdateRow> all(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, values);
            List<UpdateRow> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) found.add(read(row));
            }
            return found;
        }
    }

    private static UpdateRow read(ResultSet row) throws SQLException {
        return new UpdateRow(
                new TenantId(row.getString("tenant_id")),
                row.getObject("update_id", UUID.class),
                row.getString("task"),
                row.getString("model_name"),
                row.getString("champion"),
                UpdateTrigger.of(row.getString("trigger_kind")),
                row.getString("requested_by"),
                row.getString("reason"),
                Sql.time(row, "requested_at"),
                UpdateJson.read(row.getString("settings"), UpdateSettings.class),
                UpdateState.of(row.getString("state")),
                Sql.timeOrNull(row, "started_at"),
                Sql.timeOrNull(row, "finished_at"),
                Sql.timeOrNull(row, "cutoff"),
                row.getObject("manifest_id", UUID.class),
                row.getString("challenger"),
                row.getObject("release_id", UUID.class),
                row.getObject("variant_id", UUID.class),
                row.getInt("attempts"),
                row.getDouble("progress"),
                row.getDouble("training_seconds"),
                row.getDouble("cpu_seconds"),
                row.getObject("energy_joules", Double.class),
                row.getObject("peak_memory_bytes", Long.class),
                row.getObject("train_rows", Integer.class),
                row.getObject("validation_rows", Integer.class),
                row.getObject("test_rows", Integer.class),
                UpdateJson.readGates(row.getString("gates")),
                row.getString("code"),
                row.getString("message"),
                row.getString("cancelled_by"),
                row.getString("owner"));
    }
}
