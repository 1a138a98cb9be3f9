package io.trivium.core.audit;

import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The only writer of the audit log. An entry is written in the caller's transaction: the act and its record are
 * committed or rolled back together. Each tenant has its own hash chain, so appends of different tenants never wait for
 * each other and a tenant's export can be verified without seeing those of other tenants; appends of one tenant are
 * serialised until commit by an advisory lock. Thread-safe.
 */
@ApplicationScoped
public class AuditLog {

    private final DataSource dataSource;
    private final InstantSource clock;
    private final Caller caller;
    private final TenantContext tenant;

    AuditLog(DataSource dataSource, InstantSource clock, Caller caller, TenantContext tenant) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.caller = caller;
        this.tenant = tenant;
    }

    /**
     * Records an act of the present request's caller, under the caller's tenant (a platform service: under
     * {@link TenantId#PLATFORM}). Needs an open transaction of that tenant.
     */
    public AuditEntry append(String action, String object, AuditOutcome outcome, Map<String, ?> details) {
        return append(new AuditEvent(tenant.forAudit(), caller.name(), action, object, outcome, details));
    }

    /** Records an act outside of a request. Needs an open transaction of the event's tenant. */
    public AuditEntry append(AuditEvent event) {
        try (Connection connection = dataSource.getConnection()) {
            return append(connection, event);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    AuditEntry append(Connection connection, AuditEvent event) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("an audit entry needs the transaction of the act it records");
        }
        try (PreparedStatement lock = connection.prepareStatement(
                "select pg_advisory_xact_lock(hashtextextended('audit:' || current_schema() || ':' || ?, 0))")) {
            lock.setString(1, event.tenant().value());
            lock.execute();
        }
        long seq = 1;
        String prevHash = AuditEntry.genesis(event.tenant().value());
        try (PreparedStatement head = connection.prepareStatement(
                "select seq, hash from audit_entry where tenant_id = ? order by seq desc limit 1")) {
            head.setString(1, event.tenant().value());
            try (ResultSet row = head.executeQuery()) {
                if (row.next()) {
                    seq = row.getLong(1) + 1;
                    prevHash = row.getString(2);
                }
            }
        }
        Instant time = clock.instant().truncatedTo(ChronoUnit.MICROS);
        AuditEntry entry = AuditEntry.link(event, seq, time, prevHash);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into audit_entry (tenant_id, seq, time, actor, action, object, outcome, details, prev_hash, hash)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, entry.tenant());
            insert.setLong(2, entry.seq());
            insert.setObject(3, entry.time().atOffset(ZoneOffset.UTC));
            insert.setString(4, entry.actor());
            insert.setString(5, entry.action());
            insert.setString(6, entry.object());
            insert.setString(7, entry.outcome());
            insert.setString(8, entry.details());
            insert.setString(9, entry.prevHash());
            insert.setString(10, entry.hash());
            insert.executeUpdate();
        }
        return entry;
    }
}
