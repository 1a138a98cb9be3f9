package io.trivium.med.delivery;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts deliveries with their indexes only: completed deliveries are kept for years, while the queries that run every
 * few seconds concern the few that wait. Every method works in the caller's transaction of the tenant.
 */
final class DeliveryCounts {
    /** From one destination to the next along the key, as a {@code distinct} would read all deliveries. */
    private static final String DESTINATIONS = """
            with recursive found (destination) as (
                (select destination from delivery where tenant_id = ? order by destination limit 1)
                union all
                select (select d.destination from delivery d where d.tenant_id = ? and d.destination > found.destination
                    order by d.destination limit 1)
                from found where found.destination is not null)
            select destination from found where destination is not null""";

    private static final String IN_STATE = """
            select count(*), min(created_at) from delivery where tenant_id = ? and destination = ? and state = ?""";

    private static final String LAST_SENT = """
            select max(sent_at) from (
                (select sent_at from delivery where tenant_id = ? and destination = ? and state = 'sent'
                    order by created_at desc limit 100)
                union all
                (select sent_at from delivery where tenant_id = ? and destination = ? and state = 'committed'
                    order by created_at desc limit 100)) as newest""";

    private static final String LAST_ERROR = """
            select last_error from delivery
            where tenant_id = ? and destination = ? and state in ('pending', 'dead') and last_error is not null
            order by next_attempt_at desc limit 1""";

    private final Connection connection;
    private final TenantId tenant;

    DeliveryCounts(Connection connection, TenantId tenant) {
        this.connection = connection;
        this.tenant = tenant;
    }

    /**
     * Deliveries in one state.
     *
     * @param oldest when the oldest of them was made; empty without any
     */
    record InState(int number, Optional<Instant> oldest) {}

    /** The destinations that results were made for, by name. */
    SortedSet<String> destinations() throws SQLException {
        SortedSet<String> found = new TreeSet<>();
        try (PreparedStatement query = prepare(DESTINATIONS, tenant.value(), tenant.value());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) found.add(rows.getString(1));
        }
        return found;
    }

    /** Returns the deliveries of a destination in a state. */
    InState inState(String destination, String state) throws SQLException {
        try (PreparedStatement query = prepare(IN_STATE, tenant.value(), destination, state);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new InState(row.getInt(1), Optional.ofNullable(instant(row, 2)));
        }
    }

    /** When the other side last took one of the newest hundred that it has. */
    Optional<Instant> lastSent(String destination) throws SQLException {
        try (PreparedStatement query = prepare(LAST_SENT, tenant.value(), destination, tenant.value(), destination);
                ResultSet row = query.executeQuery()) {
            row.next();
            return Optional.ofNullable(instant(row, 1));
        }
    }

    /** Returns its last answer to a delivery that it does not have. */
    Optional<String> lastError(String destination) throws SQLException {
        try (PreparedStatement query = prepare(LAST_ERROR, tenant.value(), destination);
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private PreparedStatement prepare(String sql, String... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int at = 0; at < values.length; at++) statement.setString(at + 1, values[at]);
        return statement;
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
