package io.trivium.core.audit;

import io.trivium.core.security.Caller;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The only writer of the audit log. An entry is written in the caller's transaction: the act and its record are
 * committed or rolled back together. Each tenant has its own hash chain, so appends of different tenants never wait for
 * each other and a tenant's export can be verified without seeing those of other tenants; appends of one tenant are
 * serialised until commit by an advisory lock, which the database takes and uses within one statement. Thread-safe.
 */
@ApplicationScoped
public class AuditLog {

    private static final SqlQuery<AuditEntry.Link> APPEND = SqlQuery.of(AuditEntry.Link.class, """
        select seq, prev_hash, hash from audit_append(:tenant, :time, :actor, :action, :object, :outcome, :details,
            :genesis, :before, :after)
        """);

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
        AuditEntry open = AuditEntry.open(event, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return open.linked(APPEND.on(connection)
                .set("tenant", open.tenant())
                .set("time", open.time())
                .set("actor", open.actor())
                .set("action", open.action())
                .set("object", open.object())
                .set("outcome", open.outcome())
                .set("details", open.details())
                .set("genesis", AuditEntry.genesis(open.tenant()))
                .set("before", open.canonicalBefore())
                .set("after", open.canonicalAfter())
                .one());
    }
}
