package io.trivium.deploy.backup;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Rows written one after the other, of each of which is known when it was begun and acknowledged. */
public final class Marks implements AutoCloseable {
    private static final long PAUSE_MS = 20;
    private static final SqlUpdate INSERT = SqlUpdate.of("insert into restore_proof.mark values (:id)");
    private static final SqlQuery<Long> IDS = SqlQuery.of(Long.class, "select id from restore_proof.mark");

    private final Connection connection;
    private final List<Mark> marks = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread writer = Thread.ofPlatform().name("marks").daemon().unstarted(this::write);
    private volatile String failure = "";

    /** One row. */
    record Mark(long id, Instant begun, Instant acknowledged) {}

    /** Begins to write them into a table of their own. */
    public Marks(Database database) throws SQLException {
        connection = database.connect();
        SqlUpdate.of("create schema restore_proof").on(connection).run();
        SqlUpdate.of("create table restore_proof.mark (id bigint primary key)")
                .on(connection)
                .run();
        writer.start();
    }

    private void write() {
        try {
            for (long id = 0; !stopping.await(PAUSE_MS, TimeUnit.MILLISECONDS); id++) {
                Instant begun = Instant.now();
                INSERT.on(connection).set("id", id).run();
                marks.add(new Mark(id, begun, Instant.now()));
            }
        } catch (SqlFailure e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops writing. */
    @Override
    public void close() throws SQLException {
        stopping.countDown();
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        connection.close();
        if (!failure.isEmpty()) throw new SQLException("a mark was refused: " + failure);
    }

    /** The number acknowledged before that instant. */
    public long before(Instant instant) {
        return marks.stream()
                .filter(mark -> mark.acknowledged().isBefore(instant))
                .count();
    }

    /** The violations of a database that must be as it was between two instants. */
    public List<String> violations(Database restored, Instant from, Instant to) throws SQLException {
        try (Connection reading = restored.connect()) {
            return violations(marks, new HashSet<>(IDS.on(reading).list()), from, to);
        }
    }

    static List<String> violations(List<Mark> marks, Set<Long> found, Instant from, Instant to) {
        List<String> violations = new ArrayList<>();
        for (Mark mark : marks) {
            if (mark.acknowledged().isBefore(from) && !found.contains(mark.id())) {
                violations.add("the row acknowledged at " + mark.acknowledged() + " is lost");
            } else if (mark.begun().isAfter(to) && found.contains(mark.id())) {
                violations.add("the row begun at " + mark.begun() + " is there already");
            }
        }
        return violations;
    }
}
