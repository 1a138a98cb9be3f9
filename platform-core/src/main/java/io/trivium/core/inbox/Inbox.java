package io.trivium.core.inbox;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Makes the effects of an at-least-once consumer happen once: an event's id is noted in the transaction of its effect.
 * Thread-safe.
 */
@ApplicationScoped
public class Inbox {
    private static final SqlQuery<String> INSERT = SqlQuery.of(String.class, """
        insert into inbox_event (tenant_id, consumer, event_id, received_at)
        select nullif(current_setting('app.tenant', true), ''), :consumer, event_id, :now
        from unnest(:events::text[]) as event_id order by event_id
        on conflict do nothing returning event_id
        """);

    private final DataSource dataSource;
    private final InstantSource clock;

    Inbox(DataSource dataSource, InstantSource clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /**
     * Notes that a consumer takes this event now, for the tenant that the transaction was opened for (see {@link
     * io.trivium.core.tenancy.TenantTransactions}). A concurrent call with the same id waits for this transaction's end.
     *
     * @param consumer stable name of the consumer, such as {@code fraud-labels}
     * @return false if the consumer has had the event already; then do nothing
     */
    public boolean firstSeen(String consumer, String eventId) {
        try (Connection connection = dataSource.getConnection()) {
            return firstSeen(connection, consumer, eventId);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** As {@link #firstSeen(String, String)}, through the caller's own connection, for SQL batches. */
    public boolean firstSeen(Connection connection, String consumer, String eventId) throws SQLException {
        return !firstSeen(connection, consumer, List.of(eventId)).isEmpty();
    }

    /**
     * As {@link #firstSeen(Connection, String, String)}, for many events in one statement.
     *
     * @return the ids that the consumer has not had yet, each once, in a set that the caller may change
     */
    public Set<String> firstSeen(Connection connection, String consumer, Collection<String> eventIds)
            throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("an event's id must be noted in the transaction of its effect");
        }
        Set<String> first = new HashSet<>();
        INSERT.on(connection)
                .set("consumer", consumer)
                .set("now", clock.instant())
                .array("events", "text", eventIds.toArray())
                .each(first::add);
        return first;
    }
}
