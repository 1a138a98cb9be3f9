package io.trivium.deploy.releases;

import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases in the platform's database, where they are begun without gates and inspected. For one thread. */
final class ReleaseTable implements AutoCloseable {
    private final Connection connection;

    ReleaseTable(Database database) throws SQLException {
        this.connection = database.connect();
    }

    /**
     * The current state of a release.
     *
     * @param code why it ended; null when there was no fault
     */
    record Standing(
            String state,
            Instant since,
            boolean finished,
            @Nullable String code) {}

    Connection connection() {
        return connection;
    }

    /** Begins a release, as the daily update does with one whose gates have passed. */
    UUID offer(String task, String model, int version, int champion) throws SQLException {
        UUID id = UUID.randomUUID();
        try (PreparedStatement release = connection.prepareStatement("""
                insert into runtime.learning_release (release_id, task, model_name, version, champion, state, high_risk, gates,
                    offered_at, offered_by, state_since, ordinal)
                values (?, ?, ?, ?, ?, 'shadow', false, '[]', now(), 'system:bench', now(), 1)""");
                PreparedStatement decision = connection.prepareStatement("""
                insert into runtime.learning_release_decision (release_id, ordinal, action, to_state, decided_by, decided_at,
                    reason) values (?, 1, 'offer', 'shadow', 'system:bench', now(), 'past the gates, by the benchmark')""")) {
            release.setObject(1, id);
            release.setString(2, task);
            release.setString(3, model);
            release.setString(4, Integer.toString(version));
            release.setString(5, Integer.toString(champion));
            decision.setObject(1, id);
            connection.setAutoCommit(false);
            release.executeUpdate();
            decision.executeUpdate();
            connection.commit();
            connection.setAutoCommit(true);
        }
        return id;
    }

    Standing standing(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select state, state_since, finished_at is not null, code from runtime.learning_release
                where release_id = ?""")) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Standing(
                        row.getString(1), row.getTimestamp(2).toInstant(), row.getBoolean(3), row.getString(4));
            }
        }
    }

    /** Codes of all alarms, the earliest first. */
    List<String> alarms(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select code from runtime.learning_release_alarm where release_id = ? order by raised_at, code")) {
            select.setObject(1, id);
            List<String> codes = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) codes.add(row.getString(1));
            }
            return codes;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
