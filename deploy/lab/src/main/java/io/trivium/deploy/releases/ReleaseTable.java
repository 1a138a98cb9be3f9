package io.trivium.deploy.releases;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases in the platform's database, where they are begun without gates and inspected. For one thread. */
final class ReleaseTable implements AutoCloseable {
    private static final SqlUpdate RELEASE = SqlUpdate.of("""
        insert into runtime.learning_release (release_id, task, model_name, version, champion, state, high_risk, gates,
            offered_at, offered_by, state_since, ordinal)
        values (:id, :task, :model, :version, :champion, 'shadow', false, '[]', now(), 'system:bench', now(), 1)
        """);
    private static final SqlUpdate DECISION = SqlUpdate.of("""
        insert into runtime.learning_release_decision (release_id, ordinal, action, to_state, decided_by, decided_at,
            reason)
        values (:id, 1, 'offer', 'shadow', 'system:bench', now(), 'past the gates, by the benchmark')
        """);
    private static final SqlQuery<Standing> STANDING = SqlQuery.of(Standing.class, """
        select state, state_since as since, finished_at is not null as finished, code from runtime.learning_release
        where release_id = :id
        """);
    private static final SqlQuery<String> ALARMS = SqlQuery.of(
            String.class,
            "select code from runtime.learning_release_alarm where release_id = :id order by raised_at, code");

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
        connection.setAutoCommit(false);
        RELEASE.on(connection)
                .set("id", id)
                .set("task", task)
                .set("model", model)
                .set("version", Integer.toString(version))
                .set("champion", Integer.toString(champion))
                .run();
        DECISION.on(connection).set("id", id).run();
        connection.commit();
        connection.setAutoCommit(true);
        return id;
    }

    Standing standing(UUID id) {
        return STANDING.on(connection).set("id", id).one();
    }

    /** Codes of all alarms, the earliest first. */
    List<String> alarms(UUID id) {
        return ALARMS.on(connection).set("id", id).list();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
