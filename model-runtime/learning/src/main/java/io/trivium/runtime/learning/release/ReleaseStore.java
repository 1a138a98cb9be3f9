package io.trivium.runtime.learning.release;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.runtime.learning.release.figure.Alarm;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases in PostgreSQL; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class ReleaseStore {
    private static final int MOST_DECISIONS = 100;

    private static final String SELECT = """
            select release_id as id, task, model_name as model, version, champion, manifest_id as manifest,
                update_id as update, state, high_risk, gates::json as gates, offered_at, offered_by, state_since,
                finished_at, ordinal, code, message
            from learning_release
            """;

    private static final SqlQuery<Boolean> LOCK = SqlQuery.of(Boolean.class, """
            select pg_advisory_xact_lock(
                hashtextextended('learning-release:' || current_schema() || ':' || :model, 0)) is null
            """);

    private static final SqlQuery<Release> FIND = SqlQuery.of(Release.class, SELECT + "where release_id = :id");

    private static final SqlQuery<Release> OF_VERSION =
            SqlQuery.of(Release.class, SELECT + "where model_name = :model and version = :version");

    private static final SqlQuery<Release> OPEN =
            SqlQuery.of(Release.class, SELECT + "where finished_at is null order by offered_at, release_id");

    private static final SqlQuery<Release> LIST = SqlQuery.of(Release.class, SELECT + """
            where task = :task and (:after::uuid is null or (offered_at, release_id) <
                (select a.offered_at, a.release_id from learning_release a where a.release_id = :after))
            order by offered_at desc, release_id desc limit :limit
            """);

    private static final SqlQuery<ModelName> MODELS = SqlQuery.of(
            ModelName.class,
            "select distinct model_name from learning_release where finished_at is null or finished_at > :since");

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into learning_release (release_id, task, model_name, version, champion, manifest_id, update_id, state,
                high_risk, gates, offered_at, offered_by, state_since, finished_at, ordinal, code, message)
            values (:id, :task, :model, :version, :champion, :manifest, :update, :state, :highRisk, :gates, :offeredAt,
                :offeredBy, :stateSince, :finishedAt, :ordinal, :code, :message)
            """);

    private static final SqlUpdate STEP = SqlUpdate.of("""
            update learning_release set state = :to, state_since = :now, finished_at = :finishedAt,
                ordinal = ordinal + 1, code = :code, message = :message
            where release_id = :id and state = :from and ordinal = :ordinal
            """);

    private static final SqlUpdate FINISH = SqlUpdate.of("""
            update learning_release set finished_at = :now
            where release_id = :id and state = 'promoted' and finished_at is null
            """);

    private static final SqlUpdate ADD_DECISION = SqlUpdate.of("""
            insert into learning_release_decision (release_id, ordinal, action, from_state, to_state, decided_by,
                decided_at, reason)
            values (:id, :ordinal, :action, :from, :to, :by, :at, :reason)
            """);

    private static final SqlQuery<Decision> DECISIONS = SqlQuery.of(
            Decision.class,
            "select action, decided_by as by, decided_at as at, reason from learning_release_decision"
                    + " where release_id = :id order by ordinal limit " + MOST_DECISIONS);

    private static final SqlUpdate ADD_ALARM = SqlUpdate.of("""
            insert into learning_release_alarm (release_id, code, raised_at, figure, threshold, message)
            values (:id, :code, :raisedAt, :figure, :threshold, :message) on conflict do nothing
            """);

    private static final SqlQuery<Alarm> ALARMS = SqlQuery.of(Alarm.class, """
            select code, raised_at, figure, threshold as limit, message from learning_release_alarm
            where release_id = :id order by raised_at, code
            """);

    /** Lets one release of a model begin at a time, until the end of the transaction. */
    void lock(Connection connection, ModelName model) {
        LOCK.on(connection).set("model", model).one();
    }

    Optional<Release> find(Connection connection, UUID id) {
        return FIND.on(connection).set("id", id).first();
    }

    Optional<Release> find(Connection connection, ModelName model, VersionNumber version) {
        return OF_VERSION
                .on(connection)
                .set("model", model)
                .set("version", version)
                .first();
    }

    /** Those under way or watched, the earliest first. */
    List<Release> open(Connection connection) {
        return OPEN.on(connection).list();
    }

    /** Latest first, those after one of them. */
    List<Release> list(Connection connection, TaskName task, @Nullable UUID after, int limit) {
        return LIST.on(connection)
                .set("task", task)
                .set("after", after)
                .set("limit", limit)
                .list();
    }

    /** Models with a release that is open or was so lately. */
    List<ModelName> models(Connection connection, Instant since) {
        return MODELS.on(connection).set("since", since).list();
    }

    void add(Connection connection, Release release) {
        ADD.on(connection)
                .set("id", release.id())
                .set("task", release.task())
                .set("model", release.model())
                .set("version", release.version())
                .set("champion", release.champion())
                .set("manifest", release.manifest())
                .set("update", release.update())
                .set("state", release.state())
                .set("highRisk", release.highRisk())
                .json("gates", release.gates())
                .set("offeredAt", release.offeredAt())
                .set("offeredBy", release.offeredBy())
                .set("stateSince", release.stateSince())
                .set("finishedAt", release.finishedAt())
                .set("ordinal", release.ordinal())
                .set("code", release.code())
                .set("message", release.message())
                .run();
    }

    /** Makes a step; false when the release has made another one since. */
    boolean step(Connection connection, Step step, Instant now) {
        boolean over = !step.to().isUnderWay() && step.to() != ReleaseState.PROMOTED;
        return STEP.on(connection)
                        .set("to", step.to())
                        .set("now", now)
                        .set("finishedAt", over ? now : null)
                        .set("code", step.code())
                        .set("message", step.code() == null ? null : step.reason())
                        .set("id", step.release().id())
                        .set("from", step.release().state())
                        .set("ordinal", step.release().ordinal())
                        .run()
                == 1;
    }

    /** Ends the watch over a promoted release; false when it is over. */
    boolean finish(Connection connection, Release release, Instant now) {
        return FINISH.on(connection).set("now", now).set("id", release.id()).run() == 1;
    }

    void addDecision(
            Connection connection,
            UUID release,
            int ordinal,
            @Nullable ReleaseState from,
            ReleaseState to,
            Decision decision) {
        ADD_DECISION
                .on(connection)
                .set("id", release)
                .set("ordinal", ordinal)
                .set("action", decision.action())
                .set("from", from)
                .set("to", to)
                .set("by", decision.by())
                .set("at", decision.at())
                .set("reason", decision.reason())
                .run();
    }

    List<Decision> decisions(Connection connection, UUID release) {
        return DECISIONS.on(connection).set("id", release).list();
    }

    /** False when the release has this alarm already. */
    boolean addAlarm(Connection connection, UUID release, Alarm alarm) {
        return ADD_ALARM
                        .on(connection)
                        .set("id", release)
                        .set("code", alarm.code())
                        .set("raisedAt", alarm.raisedAt())
                        .set("figure", alarm.figure())
                        .set("threshold", alarm.limit())
                        .set("message", alarm.message())
                        .run()
                == 1;
    }

    /** The earliest first. */
    List<Alarm> alarms(Connection connection, UUID release) {
        return ALARMS.on(connection).set("id", release).list();
    }
}
