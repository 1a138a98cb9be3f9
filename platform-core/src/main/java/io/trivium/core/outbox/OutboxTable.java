package io.trivium.core.outbox;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The relay's reads and writes of {@code outbox_event}, for all organisations. */
final class OutboxTable {
    private static final int MOST_COUNTED = 1_000_000;
    /** First key of the advisory locks; the second is schema and shard. */
    private static final int LOCK_SPACE = 0x0b0c;

    private static final String WAITING = "sent_at is null and parked_at is null";

    private static final SqlQuery<String> ALL_TENANTS =
            SqlQuery.of(String.class, "select set_config('app.platform', 'on', true)");

    private static final SqlQuery<Integer> WAITING_SHARDS = SqlQuery.of(
            Integer.class,
            "select s from generate_series(0, :last) s where exists (select 1 from outbox_event where shard = s and "
                    + WAITING + " and topic <> all (:paused))");

    private static final SqlQuery<Boolean> LOCK =
            SqlQuery.of(Boolean.class, "select pg_try_advisory_xact_lock(:space, hashtext(current_schema()) + :shard)");

    private static final SqlQuery<WaitingEvent> EVENTS = SqlQuery.of(
            WaitingEvent.class,
            "select id, topic, key, payload, content_type, traceparent from outbox_event where shard = :shard and "
                    + WAITING + " and topic <> all (:paused) order by id limit :limit for update skip locked");

    private static final SqlUpdate SENT = SqlUpdate.of("update outbox_event set sent_at = :now where id = any (:ids)");

    private static final SqlUpdate PARKED =
            SqlUpdate.of("update outbox_event set parked_at = :now, parked_reason = left(:reason, 500) where id = :id");

    private static final SqlQuery<Figures> FIGURES = SqlQuery.of(
            Figures.class,
            "select count(*) as waiting, min(created_at) as oldest from (select created_at from outbox_event where "
                    + WAITING + " limit :most) waiting");

    private static final SqlUpdate PURGE = SqlUpdate.of("""
        delete from outbox_event where id in (
            select id from outbox_event where sent_at < :before limit :most for update skip locked)
        """);

    private final DataSource dataSource;
    private final InstantSource clock;

    /**
     * The waiting events.
     *
     * @param waiting number of events, counted up to a million
     * @param oldest when the oldest of them was stored; null when none waits
     */
    record Figures(long waiting, @Nullable Instant oldest) {}

    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    OutboxTable(DataSource dataSource, InstantSource clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Runs work that sees the events of all organisations; what fails is rolled back and thrown. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ALL_TENANTS.on(connection).one();
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException broken) {
                    e.addSuppressed(broken);
                }
                throw e;
            }
        }
    }

    /** Shards with events that wait, of other topics than these. */
    List<Integer> waitingShards(Set<String> pausedTopics) throws SQLException {
        return inTransaction(connection -> WAITING_SHARDS
                .on(connection)
                .set("last", Outbox.SHARDS - 1)
                .array("paused", "text", pausedTopics.toArray())
                .list());
    }

    /** Locks a shard until the transaction ends; false when another relay has it. */
    static boolean lock(Connection connection, int shard) {
        return LOCK.on(connection).set("space", LOCK_SPACE).set("shard", shard).one();
    }

    /** A shard's oldest events that wait, of other topics than these. */
    static List<WaitingEvent> waiting(Connection connection, int shard, Set<String> pausedTopics, int limit) {
        return EVENTS.on(connection)
                .set("shard", shard)
                .array("paused", "text", pausedTopics.toArray())
                .set("limit", limit)
                .list();
    }

    /**
     * Marks what became of events.
     *
     * @param parked with the reason of each
     */
    static void mark(Connection connection, List<WaitingEvent> sent, Map<WaitingEvent, String> parked, Instant now) {
        if (!sent.isEmpty()) {
            SENT.on(connection)
                    .set("now", now)
                    .array("ids", "bigint", sent.stream().map(WaitingEvent::id).toArray())
                    .run();
        }
        PARKED.batch(
                connection,
                parked.entrySet(),
                (values, event) -> values.set("now", now)
                        .set("reason", event.getValue())
                        .set("id", event.getKey().id()));
    }

    Figures figures() throws SQLException {
        return inTransaction(
                connection -> FIGURES.on(connection).set("most", MOST_COUNTED).one());
    }

    /** Deletes sent events older than the retention, at most so many; how many it were. */
    int purge(Duration retention, int most) throws SQLException {
        return inTransaction(connection -> PURGE.on(connection)
                .set("before", clock.instant().minus(retention))
                .set("most", most)
                .run());
    }
}
