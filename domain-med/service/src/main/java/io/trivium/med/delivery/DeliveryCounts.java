package io.trivium.med.delivery;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.time.Instant;
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
    private static final SqlQuery<String> DESTINATIONS = SqlQuery.of(String.class, """
        with recursive found (destination) as (
            (select destination from delivery where tenant_id = :tenant order by destination limit 1)
            union all
            select (select d.destination from delivery d
                where d.tenant_id = :tenant and d.destination > found.destination order by d.destination limit 1)
            from found where found.destination is not null)
        select destination from found where destination is not null
        """);

    private record Count(int number, @Nullable Instant oldest) {}

    private static final SqlQuery<Count> IN_STATE = SqlQuery.of(Count.class, """
        select count(*) as number, min(created_at) as oldest from delivery
        where tenant_id = :tenant and destination = :destination and state = :state
        """);

    private static final SqlQuery<Instant> LAST_SENT = SqlQuery.of(Instant.class, """
        select max(sent_at) from (
            (select sent_at from delivery where tenant_id = :tenant and destination = :destination and state = 'sent'
                order by created_at desc limit 100)
            union all
            (select sent_at from delivery
                where tenant_id = :tenant and destination = :destination and state = 'committed'
                order by created_at desc limit 100)) as newest
        having max(sent_at) is not null
        """);

    private static final SqlQuery<String> LAST_ERROR = SqlQuery.of(String.class, """
        select last_error from delivery
        where tenant_id = :tenant and destination = :destination and state in ('pending', 'dead')
            and last_error is not null
        order by next_attempt_at desc limit 1
        """);

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
    SortedSet<String> destinations() {
        return new TreeSet<>(DESTINATIONS.on(connection).set("tenant", tenant).list());
    }

    /** Returns the deliveries of a destination in a state. */
    InState inState(String destination, String state) {
        Count count = IN_STATE.on(connection)
                .set("tenant", tenant)
                .set("destination", destination)
                .set("state", state)
                .one();
        return new InState(count.number(), Optional.ofNullable(count.oldest()));
    }

    /** When the other side last took one of the newest hundred that it has. */
    Optional<Instant> lastSent(String destination) {
        return LAST_SENT
                .on(connection)
                .set("tenant", tenant)
                .set("destination", destination)
                .first();
    }

    /** Returns its last answer to a delivery that it does not have. */
    Optional<String> lastError(String destination) {
        return LAST_ERROR
                .on(connection)
                .set("tenant", tenant)
                .set("destination", destination)
                .first();
    }
}
