package io.trivium.core.audit.shipping;

import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The cursors of the destinations, in the table {@code audit_shipment}; thread-safe. */
@ApplicationScoped
class ShippingCursors {

    /** Chains with entries after the cursor, by steps through the keys, as {@code AuditCheckpoints.HEADS}. */
    private static final String BEHIND = """
            with recursive chain as (
                (select tenant_id from audit_entry order by tenant_id limit 1)
                union all
                select (select next.tenant_id from audit_entry next where next.tenant_id > chain.tenant_id
                        order by next.tenant_id limit 1)
                from chain where chain.tenant_id is not null)
            select chain.tenant_id, shipped.seq, shipped.hash, shipped.segment, next.time, head.seq
            from chain
                left join lateral (
                    select seq, hash, segment from audit_shipment
                    where destination = ? and tenant_id = chain.tenant_id) shipped on true
                cross join lateral (
                    select time from audit_entry
                    where tenant_id = chain.tenant_id and seq > case when shipped.seq is null then 0 else shipped.seq end
                    order by seq limit 1) next
                cross join lateral (
                    select seq from audit_entry where tenant_id = chain.tenant_id order by seq desc limit 1) head""";

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
            try (session;
                    PreparedStatement unlock = session.prepareStatement("select pg_advisory_unlock_all()")) {
                unlock.execute();
            } catch (SQLException e) {
                throw new SqlFailure(e);
            }
        }
    }

    /** The lease of a destination; empty while another instance has it. */
    Optional<Lease> lease(String destination) {
        try {
            Connection session = database.getConnection();
            try (PreparedStatement lock = session.prepareStatement(
                    "select pg_try_advisory_lock(hashtextextended('audit-shipping:' || current_schema() || ':' || ?, 0))")) {
                lock.setString(1, destination);
                try (ResultSet row = lock.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) return Optional.of(new Lease(session));
                }
            } catch (SQLException e) {
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
        return transactions.withPlatformConnection(connection -> {
            List<Behind> chains = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(BEHIND)) {
                select.setString(1, destination);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        TenantId tenant = new TenantId(row.getString(1));
                        chains.add(new Behind(
                                cursor(tenant, row),
                                row.getObject(5, OffsetDateTime.class).toInstant(),
                                row.getLong(6)));
                    }
                }
            }
            return chains;
        });
    }

    /** The destination's cursor of a chain. */
    ShippingCursor of(String destination, TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select tenant_id, seq, hash, segment from audit_shipment where destination = ? and tenant_id = ?")) {
                select.setString(1, destination);
                select.setString(2, tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? cursor(tenant, row) : ShippingCursor.start(tenant);
                }
            }
        });
    }

    /** Moves a cursor, unless another process has moved it since it was read; whether it moved. */
    boolean advance(String destination, ShippingCursor from, ShippingCursor to) {
        String sql = from.seq() == 0
                ? "insert into audit_shipment (seq, hash, segment, time, destination, tenant_id)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict do nothing"
                : "update audit_shipment set seq = ?, hash = ?, segment = ?, time = ?"
                        + " where destination = ? and tenant_id = ? and seq = ?";
        return transactions.withConnection(from.tenant(), connection -> {
            try (PreparedStatement move = connection.prepareStatement(sql)) {
                move.setLong(1, to.seq());
                move.setString(2, to.hash());
                move.setLong(3, to.segment());
                move.setObject(4, clock.instant().atOffset(ZoneOffset.UTC));
                move.setString(5, destination);
                move.setString(6, from.tenant().value());
                if (from.seq() > 0) move.setLong(7, from.seq());
                return move.executeUpdate() == 1;
            }
        });
    }

    private static ShippingCursor cursor(TenantId tenant, ResultSet row) throws SQLException {
        String hash = row.getString("hash");
        return hash == null
                ? ShippingCursor.start(tenant)
                : new ShippingCursor(tenant, row.getLong("seq"), hash, row.getLong("segment"));
    }
}
