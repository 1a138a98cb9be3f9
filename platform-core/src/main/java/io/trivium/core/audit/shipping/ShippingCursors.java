package io.trivium.core.audit.shipping;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The cursors of the destinations, in the table {@code audit_shipment}; thread-safe. */
@ApplicationScoped
class ShippingCursors {

    /** Chains with entries after the cursor, by steps through the keys, as {@code AuditCheckpoints.HEADS}. */
    private static final SqlQuery<Chain> BEHIND = SqlQuery.of(Chain.class, """
            with recursive chain as (
                (select tenant_id from audit_entry order by tenant_id limit 1)
                union all
                select (select next.tenant_id from audit_entry next where next.tenant_id > chain.tenant_id
                        order by next.tenant_id limit 1)
                from chain where chain.tenant_id is not null)
            select chain.tenant_id as tenant, shipped.seq, shipped.hash, shipped.segment, next.time as oldest,
                head.seq as head
            from chain
                left join lateral (
                    select seq, hash, segment from audit_shipment
                    where destination = :destination and tenant_id = chain.tenant_id) shipped on true
                cross join lateral (
                    select time from audit_entry
                    where tenant_id = chain.tenant_id and seq > case when shipped.seq is null then 0 else shipped.seq end
                    order by seq limit 1) next
                cross join lateral (
                    select seq from audit_entry where tenant_id = chain.tenant_id order by seq desc limit 1) head
            """);

    private record Chain(
            TenantId tenant,
            @Nullable Long seq,
            @Nullable String hash,
            @Nullable Long segment,
            Instant oldest,
            long head) {

        Behind behind() {
            ShippingCursor cursor = seq == null || hash == null || segment == null
                    ? ShippingCursor.start(tenant)
                    : new ShippingCursor(tenant, seq, hash, segment);
            return new Behind(cursor, oldest, head);
        }
    }

    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, """
        select pg_try_advisory_lock(hashtextextended('audit-shipping:' || current_schema() || ':' || :destination, 0))
        """);

    private static final SqlQuery<Boolean> UNLOCK =
            SqlQuery.of(Boolean.class, "select pg_advisory_unlock_all() is null");

    private static final SqlQuery<ShippingCursor> OF = SqlQuery.of(ShippingCursor.class, """
        select tenant_id as tenant, seq, hash, segment from audit_shipment
        where destination = :destination and tenant_id = :tenant
        """);

    private static final SqlUpdate BEGIN = SqlUpdate.of("""
        insert into audit_shipment (seq, hash, segment, time, destination, tenant_id)
        values (:seq, :hash, :segment, :now, :destination, :tenant) on conflict do nothing
        """);

    private static final SqlUpdate MOVE = SqlUpdate.of("""
        update audit_shipment set seq = :seq, hash = :hash, segment = :segment, time = :now
        where destination = :destination and tenant_id = :tenant and seq = :from
        """);

    private final TenantTransactions transactions;
    private final DataSource database;
    private final InstantSource clock;

    ShippingCursors(TenantTransactions transactions, DataSource database, InstantSource clock) {
        this.transactions = transactions;
        this.database = database;
        this.clock = clock;
    }

    /**
     * A chain with entries that the destination does not have.
     *
     * @param oldest when the first of them was written
     * @param head number of the chain's last entry
     */
    record Behind(ShippingCursor cursor, Instant oldest, long head) {
        long entries() {
            return head - cursor.seq();
        }
    }

    /**
     * Lets one instance of a service ship to a destination, by a lock that PostgreSQL holds for a session until the lease is closed or
     * the instance ends, however it ends. {@code Duty} would end an instance that lost its session, which only shipping does not justify.
     */
    static final class Lease implements AutoCloseable {
        private final Connection session;

        private Lease(Connection session) {
            this.session = session;
        }

        @Override
        public void close() {
            try (session) {
                UNLOCK.on(session).one();
            } catch (SQLException e) {
                throw new SqlFailure(e);
            }
        }
    }

    /** The lease of a destination; empty while another instance has it. */
    Optional<Lease> lease(String destination) {
        try {
            Connection session = database.getConnection();
            try {
                if (LOCK.on(session).set("destination", destination).one()) return Optional.of(new Lease(session));
            } catch (SqlFailure e) {
                session.close();
                throw e;
            }
            session.close();
            return Optional.empty();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** Chains with entries that the destination does not have. */
    List<Behind> behind(String destination) {
        return transactions
                .withPlatformConnection(connection ->
                        BEHIND.on(connection).set("destination", destination).list())
                .stream()
                .map(Chain::behind)
                .toList();
    }

    /** The destination's cursor of a chain. */
    ShippingCursor of(String destination, TenantId tenant) {
        return transactions
                .withConnection(
                        tenant,
                        connection -> OF.on(connection)
                                .set("destination", destination)
                                .set("tenant", tenant)
                                .first())
                .orElseGet(() -> ShippingCursor.start(tenant));
    }

    /** Moves a cursor, unless another process has moved it since it was read; whether it moved. */
    boolean advance(String destination, ShippingCursor from, ShippingCursor to) {
        return transactions.withConnection(from.tenant(), connection -> {
            var move =
                    from.seq() == 0 ? BEGIN.on(connection) : MOVE.on(connection).set("from", from.seq());
            return move.set("seq", to.seq())
                            .set("hash", to.hash())
                            .set("segment", to.segment())
                            .set("now", clock.instant())
                            .set("destination", destination)
                            .set("tenant", from.tenant())
                            .run()
                    == 1;
        });
    }
}
