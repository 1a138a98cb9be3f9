package io.trivium.runtime.learning.curate;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.store.Sql;
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

/** Suspicions in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class SuspicionStore {
    private static final int BATCH = 500;
    private static final String COLUMNS =
            "suspicion_id, example_id, task, label, suggested, probability, margin, source,"
                    + " observed_at, manifest_id, state, decided_by, decided_at, reason";

    /** A statement that is suspected. */
    record Suspected(
            String exampleId,
            String label,
            String source,
            Instant observedAt,
            String suggested,
            double probability,
            double margin) {}

    /** A row with its place in the queue. */
    record Stored(SuspicionView view, double margin) {}

    /**
     * Makes these the open suspicions of a task; statements that were decided on stay as they are, and examples that are not there
     * any more are left out.
     */
    void replace(
            Connection connection,
            TenantId tenant,
            String task,
            UUID manifestId,
            Instant now,
            List<Suspected> suspected)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from learning_suspicion where tenant_id = ? and task = ? and state = 'open'")) {
            Sql.update(delete, tenant.value(), task);
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_suspicion (tenant_id, suspicion_id, task, example_id, label, source, observed_at,
                    suggested, probability, margin, manifest_id, suspected_at, state)
                select tenant_id, ?, task, example_id, ?, ?, ?, ?, ?, ?, ?, ?, 'open' from learning_example
                where tenant_id = ? and task = ? and example_id = ? on conflict do nothing""")) {
            int waiting = 0;
            for (Suspected each : suspected) {
                Sql.bind(
                        insert,
                        UUID.randomUUID(),
                        each.label(),
                        each.source(),
                        each.observedAt(),
                        each.suggested(),
                        each.probability(),
                        each.margin(),
                        manifestId,
                        now,
                        tenant.value(),
                        task,
                        each.exampleId());
                insert.addBatch();
                if (++waiting % BATCH == 0) insert.executeBatch();
            }
            insert.executeBatch();
        }
    }

    /** The clearest first, those after the cursor. */
    List<Stored> list(
            Connection connection,
            TenantId tenant,
            String task,
            SuspicionView.State state,
            @Nullable SuspicionCursor cursor,
            int limit)
            throws SQLException {
        Double margin = cursor == null ? null : cursor.margin();
        UUID id = cursor == null ? null : cursor.id();
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS + """
                 from learning_suspicion where tenant_id = ? and task = ? and state = ?
                    and (?::double precision is null or margin < ? or margin = ? and suspicion_id > ?::uuid)
                order by margin desc, suspicion_id limit ?""")) {
            Sql.bind(select, tenant.value(), task, state.word(), margin, margin, margin, id, limit);
            return read(select);
        }
    }

    /** Locked until the transaction's end. */
    Optional<SuspicionView> lock(Connection connection, TenantId tenant, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from learning_suspicion where tenant_id = ? and suspicion_id = ? for update")) {
            Sql.bind(select, tenant.value(), id);
            return read(select).stream().findFirst().map(Stored::view);
        }
    }

    void decide(
            Connection connection,
            TenantId tenant,
            UUID id,
            SuspicionView.State state,
            String label,
            String by,
            Instant at,
            String reason)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update learning_suspicion set state = ?, decided = ?, decided_by = ?, decided_at = ?, reason = ?
                where tenant_id = ? and suspicion_id = ?""")) {
            Sql.update(update, state.word(), label, by, at, reason, tenant.value(), id);
        }
    }

    private static List<Stored> read(PreparedStatement select) throws SQLException {
        List<Stored> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                SuspicionView view = new SuspicionView(
                        row.getObject("suspicion_id", UUID.class),
                        row.getString("example_id"),
                        row.getString("task"),
                        row.getString("label"),
                        row.getString("suggested"),
                        row.getDouble("probability"),
                        row.getString("source"),
                        Sql.time(row, "observed_at"),
                        row.getObject("manifest_id", UUID.class),
                        row.getString("state"),
                        row.getString("decided_by"),
                        Sql.timeOrNull(row, "decided_at"),
                        row.getString("reason"));
                found.add(new Stored(view, row.getDouble("margin")));
            }
        }
        return found;
    }
}
