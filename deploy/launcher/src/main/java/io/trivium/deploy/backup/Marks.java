package io.trivium.deploy.backup;

import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema restore_proof");
            statement.execute("create table restore_proof.mark (id bigint primary key)");
        }
        writer.start();
    }

    private void write() {
        try (PreparedStatement insert = connection.prepareStatement("insert into restore_proof.mark values (?)")) {
            for (long id = 0; !stopping.await(PAUSE_MS, TimeUnit.MILLISECONDS); id++) {
                Instant begun = Instant.now();
                insert.setLong(1, id);
                insert.executeUpdate();
                marks.add(new Mark(id, begun, Instant.now()));
            }
        } catch (SQLException e) {
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
        if (!failure.isEmpty()) {
            throw new SQLException("a mark was refused: " + failure);
        }
    }

    /** The number acknowledged before that instant. */
    public long before(Instant instant) {
        return marks.stream()
                .filter(mark -> mark.acknowledged().isBefore(instant))
                .count();
    }

    /** The violations of a database that must be as it was between two instants. */
    public List<String> violations(Database restored, Instant from, Instant to) throws SQLException {
        Set<Long> found = new HashSet<>();
        try (Connection reading = restored.connect();
                Statement statement = reading.createStatement();
                ResultSet row = statement.executeQuery("select id from restore_proof.mark")) {
            while (row.next()) {
                found.add(row.getLong(1));
            }
        }
        return violations(marks, found, from, to);
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
