package io.trivium.core.connection;

import io.trivium.core.connection.StoredConnection.Pause;
import io.trivium.core.connection.StoredConnection.Revision;
import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tables {@code connection} and {@code connection_revision}; every call needs a transaction of the organisation or the platform. */
@ApplicationScoped
class ConnectionStore {
    /**
     * A connection with one of its revisions.
     *
     * @param activeRevision number of the one that is used; null before the first approval
     */
    private record Row(
            UUID id,
            TenantId tenant,
            String kind,
            String name,
            ConnectionState state,
            @Nullable Integer activeRevision,
            Revision content,
            long version,
            @Nullable String pausedBy,
            @Nullable String pauseReason,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt,
            @Nullable Instant lastSuccessAt,
            Instant changedAt) {

        StoredConnection connection(Optional<Revision> active) {
            return new StoredConnection(
                    id,
                    tenant,
                    kind,
                    name,
                    state,
                    content,
                    active,
                    version,
                    pausedBy == null || pauseReason == null ? null : new Pause(pausedBy, pauseReason),
                    lastError,
                    lastErrorAt,
                    lastSuccessAt,
                    changedAt);
        }
    }

    /** The newest revision of each connection, followed by the one that is used where it is another. */
    private static SqlQuery<Row> select(String where, String order) {
        return SqlQuery.of(Row.class, """
            select c.id, c.tenant_id as tenant, c.kind, c.name, c.state, c.active_revision, c.version, c.paused_by,
                c.pause_reason, c.last_error, c.last_error_at, c.last_success_at, c.changed_at, r.revision as number,
                r.settings, r.secrets, r.secret_names, r.proposed_by, r.proposed_at, r.approved_by, r.approved_at,
                r.rejected_by
            from connection c join connection_revision r on r.tenant_id = c.tenant_id and r.connection_id = c.id
                and r.revision in (c.revision, c.active_revision)
            where %s order by %s, r.revision desc
            """.formatted(where, order));
    }

    private static final SqlQuery<Row> LIST = select("""
        c.tenant_id = :tenant and (c.state <> 'retired' or c.id in (select id from connection
            where tenant_id = :tenant and state = 'retired' order by changed_at desc limit 50))
        """, "c.kind, c.name, c.changed_at desc, c.id");

    private static final SqlQuery<Row> KNOWN =
            select("c.state in ('active', 'paused')", "c.tenant_id, c.kind, c.name, c.id");

    private static final SqlQuery<Row> FIND = select("c.tenant_id = :tenant and c.id = :id", "c.id");

    private static final SqlQuery<Long> VERSION =
            SqlQuery.of(Long.class, "select coalesce(sum(version), 0) from connection");

    private static final SqlQuery<UUID> LOCK =
            SqlQuery.of(UUID.class, "select id from connection where tenant_id = :tenant and id = :id for update");

    private static final SqlQuery<Integer> COUNT = SqlQuery.of(
            Integer.class, "select count(*) from connection where tenant_id = :tenant and state <> 'retired'");

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into connection (tenant_id, id, kind, name, state, revision, changed_at)
        values (:tenant, :id, :kind, :name, 'proposed', 1, :now) on conflict do nothing
        """);

    private static final SqlUpdate ADD_REVISION = SqlUpdate.of("""
        insert into connection_revision (tenant_id, connection_id, revision, settings, secrets, secret_names,
            proposed_by, proposed_at)
        values (:tenant, :id, :revision, :settings::jsonb, :secrets, :secretNames, :by, :now)
        """);

    private static final SqlUpdate SET_REVISION = act("revision = :revision");

    private static final SqlUpdate ACTIVATE = act("""
        active_revision = revision, state = case when state = 'paused' then state else 'active' end,
        claim = :claim, last_error = null, last_error_at = null""");

    private static final SqlUpdate TOUCH = SqlUpdate.of("""
        update connection set changed_at = :now, version = version + 1 where tenant_id = :tenant and id = :id
        """);

    private static final SqlUpdate SET_STATE =
            act("state = :state, paused_by = :pausedBy, pause_reason = :pauseReason");

    private static final SqlUpdate APPROVED = settled("approved_by = :by, approved_at = :now");

    private static final SqlUpdate REJECTED = settled("rejected_by = :by, rejected_at = :now");

    private static final SqlUpdate REPORT = SqlUpdate.of("""
        update connection set last_success_at = coalesce(:success, last_success_at),
            last_error_at = coalesce(:failure, last_error_at), last_error = coalesce(:error, last_error)
        where tenant_id = :tenant and id = :id
        """);

    private static SqlUpdate act(String set) {
        return SqlUpdate.of("update connection set " + set
                + ", changed_at = :now, version = version + 1 where tenant_id = :tenant and id = :id");
    }

    private static SqlUpdate settled(String set) {
        return SqlUpdate.of("update connection_revision r set " + set + """
             from connection c where c.tenant_id = :tenant and c.id = :id
                and r.tenant_id = c.tenant_id and r.connection_id = c.id and r.revision = c.revision
            """);
    }

    private static final String UNIQUE_VIOLATION = "23505";

    private final TenantTransactions transactions;

    ConnectionStore(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The organisation's connections that are not retired, and the 50 that were retired last, by kind and name. */
    List<StoredConnection> list(TenantId tenant) {
        return transactions.withOpenConnection(
                connection -> read(LIST.on(connection).set("tenant", tenant)));
    }

    /** The active and paused connections of all organisations, by organisation, kind and name; in a transaction of the platform. */
    List<StoredConnection> known() {
        return transactions.withOpenConnection(connection -> read(KNOWN.on(connection)));
    }

    /** A number that differs after every act on any connection; in a transaction of the platform. */
    long version() {
        return transactions.withOpenConnection(
                connection -> VERSION.on(connection).one());
    }

    Optional<StoredConnection> find(TenantId tenant, UUID id) {
        return transactions.withOpenConnection(
                connection -> read(FIND.on(connection).set("tenant", tenant).set("id", id)).stream()
                        .findFirst());
    }

    /** As {@link #find}, and no other transaction changes it before this one ends. */
    Optional<StoredConnection> lock(TenantId tenant, UUID id) {
        transactions.withOpenConnection(connection ->
                LOCK.on(connection).set("tenant", tenant).set("id", id).first());
        return find(tenant, id);
    }

    int count(TenantId tenant) {
        return transactions.withOpenConnection(
                connection -> COUNT.on(connection).set("tenant", tenant).one());
    }

    /** Adds a connection without a revision that is used; false if the name is taken. */
    boolean add(TenantId tenant, UUID id, String kind, String name, Instant now) {
        return transactions.withOpenConnection(connection -> ADD.on(connection)
                        .set("tenant", tenant)
                        .set("id", id)
                        .set("kind", kind)
                        .set("name", name)
                        .set("now", now)
                        .run()
                == 1);
    }

    void addRevision(TenantId tenant, UUID id, Revision revision) {
        transactions.withOpenConnection(connection -> {
            ADD_REVISION
                    .on(connection)
                    .set("tenant", tenant)
                    .set("id", id)
                    .set("revision", revision.number())
                    .json("settings", revision.settings())
                    .set("secrets", revision.secrets())
                    .set("secretNames", revision.secretNames())
                    .set("by", revision.proposedBy())
                    .set("now", revision.proposedAt())
                    .run();
            return SET_REVISION
                    .on(connection)
                    .set("revision", revision.number())
                    .set("now", revision.proposedAt())
                    .set("tenant", tenant)
                    .set("id", id)
                    .run();
        });
    }

    /**
     * Uses the newest revision from now on. A connection that was paused stays so.
     *
     * @param claim what no other active or paused connection of the kind may have; null: nothing
     * @throws PlatformException {@link ConnectionError#CLAIMED} if another has it
     */
    void activate(TenantId tenant, UUID id, @Nullable String claim, @Nullable String approvedBy, Instant now) {
        transactions.withOpenConnection(connection -> {
            if (approvedBy != null) settle(APPROVED.on(connection), tenant, id, approvedBy, now);
            try {
                return ACTIVATE.on(connection)
                        .set("claim", claim)
                        .set("now", now)
                        .set("tenant", tenant)
                        .set("id", id)
                        .run();
            } catch (SqlFailure e) {
                if (!e.sqlState().equals(UNIQUE_VIOLATION)) throw e;
                throw new PlatformException(
                        ConnectionError.CLAIMED,
                        "Another connection of this kind has \"" + claim + "\" already.",
                        Map.of(),
                        e);
            }
        });
    }

    void reject(TenantId tenant, UUID id, String by, Instant now) {
        transactions.withOpenConnection(connection -> {
            settle(REJECTED.on(connection), tenant, id, by, now);
            return TOUCH.on(connection)
                    .set("now", now)
                    .set("tenant", tenant)
                    .set("id", id)
                    .run();
        });
    }

    void setState(TenantId tenant, UUID id, ConnectionState state, @Nullable Pause pause, Instant now) {
        transactions.withOpenConnection(connection -> SET_STATE
                .on(connection)
                .set("state", state)
                .set("pausedBy", pause == null ? null : pause.by())
                .set("pauseReason", pause == null ? null : pause.reason())
                .set("now", now)
                .set("tenant", tenant)
                .set("id", id)
                .run());
    }

    /** Notes outcomes of its use; no act, so the version stays. */
    void report(
            TenantId tenant, UUID id, @Nullable Instant success, @Nullable Instant failure, @Nullable String error) {
        transactions.withOpenConnection(connection -> REPORT.on(connection)
                .set("success", success)
                .set("failure", failure)
                .set("error", error)
                .set("tenant", tenant)
                .set("id", id)
                .run());
    }

    private static void settle(SqlUpdate.Call outcome, TenantId tenant, UUID id, String by, Instant now) {
        outcome.set("by", by)
                .set("now", now)
                .set("tenant", tenant)
                .set("id", id)
                .run();
    }

    private static List<StoredConnection> read(SqlQuery.Call<Row> call) {
        List<StoredConnection> found = new ArrayList<>();
        Iterator<Row> rows = call.list().iterator();
        while (rows.hasNext()) {
            Row newest = rows.next();
            Integer active = newest.activeRevision();
            found.add(newest.connection(
                    active == null
                            ? Optional.empty()
                            : Optional.of(
                                    active == newest.content().number()
                                            ? newest.content()
                                            : rows.next().content())));
        }
        return found;
    }
}
