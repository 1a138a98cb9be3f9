package io.trivium.core.outbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
            try (Statement setting = connection.createStatement()) {
                setting.execute("select set_config('app.platform', 'on', true)");
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
        return inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select s from generate_series(0, ?) s where exists (select 1 from outbox_event where shard = s and "
                            + WAITING + " and topic <> all (?))")) {
                select.setInt(1, Outbox.SHARDS - 1);
                select.setArray(2, texts(connection, pausedTopics));
                List<Integer> shards = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        shards.add(rows.getInt(1));
                    }
                }
                return shards;
            }
        });
    }

    /** Locks a shard until the transaction ends; false when another relay has it. */
    static boolean lock(Connection connection, int shard) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_try_advisory_xact_lock(?, hashtext(current_schema()) + ?)")) {
            lock.setInt(1, LOCK_SPACE);
            lock.setInt(2, shard);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** A shard's oldest events that wait, of other topics than these. */
    static List<WaitingEvent> waiting(Connection connection, int shard, Set<String> pausedTopics, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + WaitingEvent.COLUMNS
                + " from outbox_event where shard = ? and " + WAITING
                + " and topic <> all (?) order by id limit ? for update skip locked")) {
            select.setInt(1, shard);
            select.setArray(2, texts(connection, pausedTopics));
            select.setInt(3, limit);
            List<WaitingEvent> events = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(new WaitingEvent(rows));
                }
            }
            return events;
        }
    }

    /**
     * Marks what became of events.
     *
     * @param parked with the reason of each
     */
    static void mark(Connection connection, List<WaitingEvent> sent, Map<WaitingEvent, String> parked, Instant at)
            throws SQLException {
        OffsetDateTime now = at.atOffset(ZoneOffset.UTC);
        if (!sent.isEmpty()) {
            try (PreparedStatement update =
                    connection.prepareStatement("update outbox_event set sent_at = ? where id = any (?)")) {
                update.setObject(1, now);
                update.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint", sent.stream().map(WaitingEvent::id).toArray()));
                update.executeUpdate();
            }
        }
        for (Map.Entry<WaitingEvent, String> event : parked.entrySet()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "update outbox_event set parked_at = ?, parked_reason = left(?, 500) where id = ?")) {
                update.setObject(1, now);
                update.setString(2, event.getValue());
                update.setLong(3, event.getKey().id());
                update.executeUpdate();
            }
        }
    }

    Figures figures() throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement("select count(*), min(created_at) from (select"
                    + " created_at from outbox_event where " + WAITING + " limit ?) waiting")) {
                select.setInt(1, MOST_COUNTED);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    OffsetDateTime since = row.getObject(2, OffsetDateTime.class);
                    return new Figures(row.getLong(1), since == null ? null : since.toInstant());
                }
            }
        });
    }

    /** Deletes sent events older than the retention, at most so many; how many it were. */
    int purge(Duration retention, int most) throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from outbox_event where id in (select id"
                            + " from outbox_event where sent_at < ? limit ? for update skip locked)")) {
                delete.setObject(1, clock.instant().minus(retention).atOffset(ZoneOffset.UTC));
                delete.setInt(2, most);
                return delete.executeUpdate();
            }
        });
    }

    private static Array texts(Connection connection, Set<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
