package io.trivium.med.reading;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedErrorCode;
import io.trivium.med.reading.DestinationView.PauseView;
import io.trivium.med.reading.DestinationView.QueuedView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The destinations of results as the outbox shows them: those that were sent to, or are paused. Thread-safe. */
@ApplicationScoped
class DestinationStore {

    private static final String DESTINATIONS = """
            select n.destination, p.paused_by, p.paused_at, p.reason,
                count(*) filter (where d.state = 'pending') as pending,
                count(*) filter (where d.state = 'sent') as sent,
                count(*) filter (where d.state = 'committed') as committed,
                count(*) filter (where d.state = 'dead') as dead,
                min(d.created_at) filter (where d.state = 'pending') as oldest_pending_at,
                max(d.sent_at) as last_sent_at,
                (select e.last_error from delivery e where e.destination = n.destination
                    and e.state in ('pending', 'dead') and e.last_error is not null
                    order by e.next_attempt_at desc limit 1) as last_error
            from (select destination from delivery union select destination from destination_pause) n
            left join destination_pause p on p.destination = n.destination
            left join delivery d on d.destination = n.destination
            group by n.destination, p.paused_by, p.paused_at, p.reason
            order by n.destination""";

    private static final String QUEUE = "select * from delivery where destination = ? and state = ?"
            + " order by created_at desc, sop_instance_uid limit ? offset ?";

    private static final String RETRY = "update delivery set state = 'pending', attempts = 0, next_attempt_at = ?,"
            + " lease_until = null where destination = ? and state = 'dead' and sop_instance_uid = any(?)";

    private static final String RETRY_ALL = "update delivery set state = 'pending', attempts = 0, next_attempt_at = ?,"
            + " lease_until = null where destination = ? and state = 'dead'";

    private final TenantTransactions transactions;
    private final DataSource dataSource;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    DestinationStore(
            TenantTransactions transactions,
            DataSource dataSource,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.transactions = transactions;
        this.dataSource = dataSource;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    List<DestinationView> list(TenantId tenant) {
        return transactions.withConnection(
                tenant, connection -> Sql.list(connection, DESTINATIONS, DestinationStore::destination));
    }

    /**
     * Deliveries in one state, the newest first.
     *
     * @throws PlatformException {@code destination-unknown}
     */
    List<QueuedView> queue(TenantId tenant, String name, String state, int limit, int offset) {
        return transactions.withConnection(tenant, connection -> {
            require(connection, name);
            return Sql.list(connection, QUEUE, DestinationStore::queued, name, state, limit, offset);
        });
    }

    /** @throws PlatformException {@code destination-unknown}, or {@code destination-state} where it is paused already */
    void pause(TenantId tenant, String name, String reason) {
        change(tenant, "destination.pause", name, Map.of("reason", reason), connection -> {
            require(connection, name);
            int paused = Sql.update(
                    connection,
                    "insert into destination_pause (tenant_id, destination, paused_by, paused_at, reason)"
                            + " values (?, ?, ?, ?, ?) on conflict do nothing",
                    tenant.value(),
                    name,
                    caller.name(),
                    clock.instant().atOffset(ZoneOffset.UTC),
                    reason);
            if (paused == 0) {
                throw new PlatformException(MedErrorCode.DESTINATION_STATE, "The destination is paused already.");
            }
            return paused;
        });
    }

    /** @throws PlatformException {@code destination-state} where it is not paused */
    void resume(TenantId tenant, String name, String reason) {
        change(tenant, "destination.resume", name, Map.of("reason", reason), connection -> {
            int resumed = Sql.update(connection, "delete from destination_pause where destination = ?", name);
            if (resumed == 0) {
                require(connection, name);
                throw new PlatformException(MedErrorCode.DESTINATION_STATE, "The destination is not paused.");
            }
            return resumed;
        });
    }

    /**
     * Puts dead letters back into the queue.
     *
     * @param objects SOP Instance UIDs; empty for all
     * @return how many
     */
    int retry(TenantId tenant, String name, List<String> objects, String reason) {
        return change(
                tenant, "delivery.retry", name, Map.of("reason", reason, "objects", objects.size()), connection -> {
                    require(connection, name);
                    Object now = clock.instant().atOffset(ZoneOffset.UTC);
                    return objects.isEmpty()
                            ? Sql.update(connection, RETRY_ALL, now, name)
                            : Sql.update(
                                    connection,
                                    RETRY,
                                    now,
                                    name,
                                    connection.createArrayOf("text", objects.toArray(String[]::new)));
                });
    }

    private interface Change {
        int apply(Connection connection) throws SQLException;
    }

    private int change(TenantId tenant, String action, String name, Map<String, ?> details, Change change) {
        return transactions.call(tenant, () -> {
            audit.append(action, "destination/" + name, AuditOutcome.SUCCESS, details);
            try (Connection connection = dataSource.getConnection()) {
                return change.apply(connection);
            } catch (SQLException e) {
                throw new SqlFailure(e);
            }
        });
    }

    private static void require(Connection connection, String name) throws SQLException {
        if (Sql.list(
                        connection,
                        "select 1 from delivery where destination = ? union all"
                                + " select 1 from destination_pause where destination = ? limit 1",
                        row -> 1,
                        name,
                        name)
                .isEmpty()) {
            throw new PlatformException(MedErrorCode.DESTINATION_UNKNOWN, MedErrorCode.DESTINATION_UNKNOWN.meaning());
        }
    }

    private static DestinationView destination(ResultSet row) throws SQLException {
        String by = row.getString("paused_by");
        return new DestinationView(
                row.getString("destination"),
                by == null ? null : new PauseView(by, Sql.instant(row, "paused_at"), row.getString("reason")),
                row.getLong("pending"),
                row.getLong("sent"),
                row.getLong("committed"),
                row.getLong("dead"),
                Sql.instantOrNull(row, "oldest_pending_at"),
                Sql.instantOrNull(row, "last_sent_at"),
                row.getString("last_error"));
    }

    private static QueuedView queued(ResultSet row) throws SQLException {
        return new QueuedView(
                row.getString("study_instance_uid"), row.getInt("revision"), StudyRepository.delivery(row));
    }
}
