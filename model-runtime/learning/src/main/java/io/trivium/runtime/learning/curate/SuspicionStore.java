package io.trivium.runtime.learning.curate;

import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Suspicions in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class SuspicionStore {
    private static final String SELECT = """
            select suspicion_id as id, example_id as example, task, label, suggested, probability, margin, source,
                observed_at, manifest_id as manifest, state, decided_by, decided_at, reason
            from learning_suspicion where tenant_id = :tenant
            """;

    private static final SqlUpdate DELETE_OPEN = SqlUpdate.of(
            "delete from learning_suspicion where tenant_id = :tenant and task = :task and state = 'open'");

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into learning_suspicion (tenant_id, suspicion_id, task, example_id, label, source, observed_at,
                suggested, probability, margin, manifest_id, suspected_at, state)
            select tenant_id, :id, task, example_id, :label, :source, :observedAt, :suggested, :probability, :margin,
                :manifest, :now, 'open'
            from learning_example where tenant_id = :tenant and task = :task and example_id = :example
            on conflict do nothing
            """);

    private static final SqlQuery<Stored> LIST = SqlQuery.of(Stored.class, SELECT + """
            and task = :task and state = :state and (:margin::double precision is null or margin < :margin
                or margin = :margin and suspicion_id > :id::uuid)
            order by margin desc, suspicion_id limit :limit
            """);

    private static final SqlQuery<SuspicionView> LOCK =
            SqlQuery.of(SuspicionView.class, SELECT + "and suspicion_id = :id for update");

    private static final SqlUpdate DECIDE = SqlUpdate.of("""
            update learning_suspicion set state = :state, decided = :label, decided_by = :by, decided_at = :at,
                reason = :reason
            where tenant_id = :tenant and suspicion_id = :id
            """);

    /** A statement that is suspected. */
    record Suspected(
            String exampleId,
            String label,
            String source,
            Instant observedAt,
            String suggested,
            double probability,
            double margin) {}

    /** A row with its place in the queue. */
    record Stored(SuspicionView view, double margin) {}

    /**
     * Makes these the open suspicions of a task; statements that were decided on stay as they are, and examples that are not there
     * any more are left out.
     */
    void replace(
            Connection connection,
            TenantId tenant,
            TaskName task,
            UUID manifestId,
            Instant now,
            List<Suspected> suspected) {
        DELETE_OPEN.on(connection).set("tenant", tenant).set("task", task).run();
        ADD.batch(
                connection,
                suspected,
                (values, each) -> values.set("id", UUID.randomUUID())
                        .set("label", each.label())
                        .set("source", each.source())
                        .set("observedAt", each.observedAt())
                        .set("suggested", each.suggested())
                        .set("probability", each.probability())
                        .set("margin", each.margin())
                        .set("manifest", manifestId)
                        .set("now", now)
                        .set("tenant", tenant)
                        .set("task", task)
                        .set("example", each.exampleId()));
    }

    /** The clearest first, those after the cursor. */
    List<Stored> list(
            Connection connection,
            TenantId tenant,
            TaskName task,
            SuspicionView.State state,
            @Nullable SuspicionCursor cursor,
            int limit) {
        return LIST.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("state", state.word())
                .set("margin", cursor == null ? null : cursor.margin())
                .set("id", cursor == null ? null : cursor.id())
                .set("limit", limit)
                .list();
    }

    /** Locked until the transaction's end. */
    Optional<SuspicionView> lock(Connection connection, TenantId tenant, UUID id) {
        return LOCK.on(connection).set("tenant", tenant).set("id", id).first();
    }

    void decide(
            Connection connection,
            TenantId tenant,
            UUID id,
            SuspicionView.State state,
            String label,
            String by,
            Instant at,
            String reason) {
        DECIDE.on(connection)
                .set("state", state.word())
                .set("label", label)
                .set("by", by)
                .set("at", at)
                .set("reason", reason)
                .set("tenant", tenant)
                .set("id", id)
                .run();
    }
}
