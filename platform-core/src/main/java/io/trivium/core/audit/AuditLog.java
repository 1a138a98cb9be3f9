package io.trivium.core.audit;

import io.trivium.core.security.Caller;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
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

    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, """
        select pg_advisory_xact_lock(hashtextextended('audit:' || current_schema() || ':' || :tenant, 0)) is null
        """);

    static final SqlQuery<Head> HEAD = SqlQuery.of(Head.class, """
        select seq, hash from audit_entry where tenant_id = :tenant order by seq desc limit 1
        """);

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into audit_entry (tenant_id, seq, time, actor, action, object, outcome, details, prev_hash, hash)
        values (:tenant, :seq, :time, :actor, :action, :object, :outcome, :details, :prevHash, :hash)
        """);

    private final DataSource dataSource;
    private final InstantSource clock;
    private final Caller caller;
    private final TenantContext tenant;

    /** The last entry of a chain. */
    record Head(long seq, String hash) {}

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
        String chain = event.tenant().value();
        LOCK.on(connection).set("tenant", chain).one();
        Head head = HEAD.on(connection)
                .set("tenant", chain)
                .first()
                .orElseGet(() -> new Head(0, AuditEntry.genesis(chain)));
        Instant time = clock.instant().truncatedTo(ChronoUnit.MICROS);
        AuditEntry entry = AuditEntry.link(event, head.seq + 1, time, head.hash);
        INSERT.on(connection)
                .set("tenant", entry.tenant())
                .set("seq", entry.seq())
                .set("time", entry.time())
                .set("actor", entry.actor())
                .set("action", entry.action())
                .set("object", entry.object())
                .set("outcome", entry.outcome())
                .set("details", entry.details())
                .set("prevHash", entry.prevHash())
                .set("hash", entry.hash())
                .run();
        return entry;
    }
}
