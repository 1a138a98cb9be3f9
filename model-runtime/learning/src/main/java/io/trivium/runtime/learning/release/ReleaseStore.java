package io.trivium.runtime.learning.release;

import io.trivium.runtime.learning.release.figure.Alarm;
import io.trivium.runtime.learning.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases in PostgreSQL; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class ReleaseStore {
    private static final int MOST_DECISIONS = 100;
    private static final String SELECT = """
            select release_id, task, model_name, version, champion, manifest_id, update_id, state, high_risk, gates,
                offered_at, offered_by, state_since, finished_at, ordinal, code, message
            from learning_release
            """;

    /** Lets one release of a model begin at a time, until the end of the transaction. */
    void lock(Connection connection, String model) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(
                "select pg_advisory_xact_lock(hashtextextended('learning-release:' || current_schema() || ':' || ?, 0))")) {
            lock.setString(1, model);
            lock.execute();
        }
    }

    Optional<Release> find(Connection connection, UUID id) throws SQLException {
        return select(connection, "where release_id = ?", id).stream().findFirst();
    }

    Optional<Release> find(Connection connection, String model, String version) throws SQLException {
        return select(connection, "where model_name = ? and version = ?", model, version).stream()
                .findFirst();
    }

    /** Those under way or watched, the earliest first. */
    List<Release> open(Connection connection) throws SQLException {
        return select(connection, "where finished_at is null order by offered_at, release_id");
    }

    /** Latest first, those after one of them. */
    List<Release> list(Connection connection, String task, @Nullable UUID after, int limit) throws SQLException {
        return select(connection, """
                where task = ? and (?::uuid is null or (offered_at, release_id) <
                    (select a.offered_at, a.release_id from learning_release a where a.release_id = ?))
                order by offered_at desc, release_id desc limit ?""", task, after, after, limit);
    }

    /** Models with a release that is open or was so lately. */
    List<String> models(Connection connection, Instant since) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select distinct model_name from learning_release where finished_at is null or finished_at > ?")) {
            Sql.bind(select, since);
            List<String> models = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) models.add(row.getString(1));
            }
            return models;
        }
    }

    private static List<Release> select(Connection connection, String where, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + where)) {
            Sql.bind(select, values);
            List<Release> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(release(row));
            }
            return found;
        }
    }

    private static Release release(ResultSet row) throws SQLException {
        return new Release(
                row.getObject("release_id", UUID.class),
                row.getString("task"),
                row.getString("model_name"),
                row.getString("version"),
                row.getString("champion"),
                row.getObject("manifest_id", UUID.class),
                row.getObject("update_id", UUID.class),
                ReleaseState.of(row.getString("state")),
                row.getBoolean("high_risk"),
                GatesJson.read(row.getString("gates")),
                Sql.time(row, "offered_at"),
                row.getString("offered_by"),
                Sql.time(row, "state_since"),
                Sql.timeOrNull(row, "finished_at"),
                row.getInt("ordinal"),
                row.getString("code"),
                row.getString("message"));
    }

    void add(Connection connection, Release release) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_release (release_id, task, model_name, version, champion, manifest_id, update_id, state,
                    high_risk, gates, offered_at, offered_by, state_since, finished_at, ordinal, code, message)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            Sql.update(
                    insert,
                    release.id(),
                    release.task(),
                    release.model(),
                    release.version(),
                    release.champion(),
                    release.manifest(),
                    release.update(),
                    release.state().word(),
                    release.highRisk(),
                    GatesJson.write(release.gates()),
                    release.offeredAt(),
                    release.offeredBy(),
                    release.stateSince(),
                    release.finishedAt(),
                    release.ordinal(),
                    release.code(),
                    release.message());
        }
    }

    /** Makes a step; false when the release has made another one since. */
    boolean step(Connection connection, Step step, Instant now) throws SQLException {
        boolean over = !step.to().isUnderWay() && step.to() != ReleaseState.PROMOTED;
        try (PreparedStatement update = connection.prepareStatement("""
                update learning_release set state = ?, state_since = ?, finished_at = ?, ordinal = ordinal + 1, code = ?,
                    message = ? where release_id = ? and state = ? and ordinal = ?""")) {
            return Sql.update(
                            update,
                            step.to().word(),
                            now,
                            over ? now : null,
                            step.code(),
                            step.code() == null ? null : step.reason(),
                            step.release().id(),
                            step.release().state().word(),
                            step.release().ordinal())
                    == 1;
        }
    }

    /** Ends the watch over a promoted release; false when it is over. */
    boolean finish(Connection connection, Release release, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update learning_release set finished_at = ? where release_id = ? and state = 'promoted'"
                        + " and finished_at is null")) {
            return Sql.update(update, now, release.id()) == 1;
        }
    }

    void addDecision(
            Connection connection,
            UUID release,
            int ordinal,
            @Nullable ReleaseState from,
            ReleaseState to,
            Decision decision)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_release_decision (release_id, ordinal, action, from_state, to_state, decided_by,
                    decided_at, reason) values (?, ?, ?, ?, ?, ?, ?, ?)""")) {
            Sql.update(
                    insert,
                    release,
                    ordinal,
                    decision.action(),
                    from == null ? null : from.word(),
                    to.word(),
                    decision.by(),
                    decision.at(),
                    decision.reason());
        }
    }

    List<Decision> decisions(Connection connection, UUID release) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select action, decided_by, decided_at, reason from learning_release_decision where release_id = ?
                order by ordinal limit ?""")) {
            Sql.bind(select, release, MOST_DECISIONS);
            List<Decision> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Decision(
                            row.getString(1), row.getString(2), Sql.time(row, "decided_at"), row.getString(4)));
                }
            }
            return found;
        }
    }

    /** False when the release has this alarm already. */
    boolean addAlarm(Connection connection, UUID release, Alarm alarm) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_release_alarm (release_id, code, raised_at, figure, threshold, message)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
            return Sql.update(
                            insert,
                            release,
                            alarm.code(),
                            alarm.raisedAt(),
                            alarm.figure(),
                            alarm.limit(),
                            alarm.message())
                    == 1;
        }
    }

    /** The earliest first. */
    List<Alarm> alarms(Connection connection, UUID release) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select code, raised_at, figure, threshold, message from learning_release_alarm where release_id = ?
                order by raised_at, code""")) {
            Sql.bind(select, release);
            List<Alarm> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Alarm(
                            row.getString("code"),
                            Sql.time(row, "raised_at"),
                            row.getObject("figure", Double.class),
                            row.getObject("threshold", Double.class),
                            row.getString("message")));
                }
            }
            return found;
        }
    }
}
