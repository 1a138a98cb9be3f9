package io.trivium.runtime.learning.update;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.gate.GateResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Updates in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
public class UpdateStore {
    private static final String NOT_OVER = "state not in ('released', 'refused', 'failed', 'cancelled', 'unchanged')";

    private static final String ROW = """
            tenant_id as tenant, update_id as id, task, model_name as model, champion, trigger_kind as trigger,
                requested_by, reason, requested_at, settings::json as settings, state, started_at, finished_at, cutoff,
                manifest_id as manifest, challenger, rival, release_id as release, variant_id as variant, attempts, progress,
                training_seconds, cpu_seconds, energy_joules, peak_memory_bytes, train_rows, validation_rows, test_rows,
                gates::json as gates, rival_gates::json as rival_gates, code, message, cancelled_by, owner
            """;

    private static final String SELECT = "select " + ROW + "from learning_update where tenant_id = :tenant ";

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into learning_update (tenant_id, update_id, task, model_name, champion, trigger_kind, slot,
                requested_by, reason, requested_at, settings, state)
            values (:tenant, :id, :task, :model, :champion, :trigger, :slot, :requestedBy, :reason, :requestedAt,
                :settings, 'queued')
            on conflict do nothing
            """);

    private static final SqlQuery<UpdateRow> FIND = SqlQuery.of(UpdateRow.class, SELECT + "and update_id = :id");

    private static final SqlQuery<UpdateRow> OPEN =
            SqlQuery.of(UpdateRow.class, SELECT + "and task = :task and " + NOT_OVER);

    private static final SqlQuery<UpdateRow> OF_VERSION = SqlQuery.of(UpdateRow.class, SELECT + """
            and model_name = :model and (challenger = :version or rival = :version) order by requested_at desc limit 1
            """);

    private static final SqlQuery<UpdateRow> LIST = SqlQuery.of(UpdateRow.class, SELECT + """
            and task = :task and (:at::timestamptz is null or (requested_at, update_id) < (:at, :id::uuid))
            order by requested_at desc, update_id desc limit :limit
            """);

    private static final SqlQuery<Boolean> HAS_SLOT = SqlQuery.of(Boolean.class, """
            select exists (select from learning_update
                where tenant_id = :tenant and task = :task and model_name = :model and slot >= :slot)
            """);

    private static final SqlQuery<Boolean> HAS_EXAMPLES = SqlQuery.of(Boolean.class, """
            select exists (select from learning_example where tenant_id = :tenant and task = :task)
            """);

    private static final SqlQuery<UpdateRow> CLAIM = SqlQuery.of(UpdateRow.class, """
            update learning_update set owner = :owner, heartbeat_at = clock_timestamp(), attempts = attempts + 1
            where tenant_id = :tenant and update_id = (
                select update_id from learning_update where tenant_id = :tenant
                    and (owner is null or heartbeat_at < clock_timestamp() - :leaseMillis * interval '1 millisecond')
                    and %s
                order by requested_at limit 1 for update skip locked)
            returning %s""".formatted(NOT_OVER, ROW));

    private static final SqlQuery<UpdateRow> BEAT = SqlQuery.of(UpdateRow.class, """
            update learning_update set heartbeat_at = clock_timestamp()
            where tenant_id = :tenant and update_id = :id and owner = :owner returning %s""".formatted(ROW));

    private static final SqlUpdate LEAVE = SqlUpdate.of("""
            update learning_update set owner = null, heartbeat_at = null
            where tenant_id = :tenant and update_id = :id and owner = :owner
            """);

    private static final SqlQuery<UpdateRow> CANCEL = SqlQuery.of(UpdateRow.class, """
            update learning_update set cancelled_by = :by, message = :reason,
                state = case when state = 'queued' and owner is null then 'cancelled' else state end,
                finished_at = case when state = 'queued' and owner is null then :now::timestamptz end
            where tenant_id = :tenant and update_id = :id and state <> 'releasing' and %s
            returning %s""".formatted(NOT_OVER, ROW));

    private static final SqlQuery<Instant> LAST_CUTOFF = SqlQuery.of(Instant.class, """
            select max(cutoff) from learning_update where tenant_id = :tenant and task = :task and model_name = :model
                and manifest_id is not null and state in ('released', 'refused', 'unchanged')
            having max(cutoff) is not null
            """);

    private static final SqlQuery<Long> LABELLED = SqlQuery.of(Long.class, """
            select count(distinct l.example_id) from learning_label l
            where l.tenant_id = :tenant and l.task = :task and l.recorded_at > :since and l.recorded_at <= :until
                and (:model::text is null or exists (select from learning_example e where e.tenant_id = l.tenant_id
                    and e.task = l.task and e.example_id = l.example_id
                    and split_part(e.model_version, ':', 1) = :model))
            """);

    private static final SqlQuery<Long> NEXT_NUMBER =
            SqlQuery.of(Long.class, "select nextval('learning_update_number')");

    /**
     * Adds an update in the queue.
     *
     * @param slot the time it was due; null for one on demand
     * @return false when the task has one that is not over, or its model had one for the slot
     */
    boolean add(Connection connection, UpdateRow row, @Nullable Instant slot) {
        return ADD.on(connection)
                        .set("tenant", row.tenant())
                        .set("id", row.id())
                        .set("task", row.task())
                        .set("model", row.model())
                        .set("champion", row.champion())
                        .set("trigger", row.trigger())
                        .set("slot", slot)
                        .set("requestedBy", row.requestedBy())
                        .set("reason", row.reason())
                        .set("requestedAt", row.requestedAt())
                        .json("settings", row.settings())
                        .run()
                == 1;
    }

    public Optional<UpdateRow> find(Connection connection, TenantId tenant, UUID id) {
        return FIND.on(connection).set("tenant", tenant).set("id", id).first();
    }

    /** The gates that a version passed through, as challenger or in a challenger's place; empty when there were none. */
    public List<GateResult> gates(Connection connection, TenantId tenant, ModelName model, VersionNumber version) {
        return OF_VERSION
                .on(connection)
                .set("tenant", tenant)
                .set("model", model)
                .set("version", version)
                .first()
                .map(row -> version.equals(row.rival()) ? row.rivalGates() : row.gates())
                .orElse(List.of());
    }

    /** The one of a task that is not over. */
    Optional<UpdateRow> open(Connection connection, TenantId tenant, TaskName task) {
        return OPEN.on(connection).set("tenant", tenant).set("task", task).first();
    }

    /** Latest first, those after the cursor. */
    List<UpdateRow> list(
            Connection connection, TenantId tenant, TaskName task, @Nullable UpdateCursor cursor, int limit) {
        return LIST.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("at", cursor == null ? null : cursor.at())
                .set("id", cursor == null ? null : cursor.id())
                .set("limit", limit)
                .list();
    }

    /** Whether the organisation has stored any example of the task. */
    boolean hasExamples(Connection connection, TenantId tenant, TaskName task) {
        return HAS_EXAMPLES
                .on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .one();
    }

    /** Whether a model of the task had an update that was due at this time or later. */
    boolean hasSlot(Connection connection, TenantId tenant, TaskName task, ModelName model, Instant slot) {
        return HAS_SLOT.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("model", model)
                .set("slot", slot)
                .one();
    }

    /** Takes the update that has waited longest and has no owner. */
    public Optional<UpdateRow> claim(Connection connection, TenantId tenant, String owner, Duration lease) {
        return CLAIM.on(connection)
                .set("owner", owner)
                .set("tenant", tenant)
                .set("leaseMillis", lease.toMillis())
                .first();
    }

    /** Says that the owner lives; empty when it is the owner no longer. */
    Optional<UpdateRow> beat(Connection connection, TenantId tenant, UUID id, String owner) {
        return BEAT.on(connection)
                .set("tenant", tenant)
                .set("id", id)
                .set("owner", owner)
                .first();
    }

    /**
     * Changes an update that is not over.
     *
     * @param owner who must own it still
     * @throws LostUpdateException when it does not
     */
    public UpdateRow change(Connection connection, UpdateRow row, String owner, UpdateChange change) {
        String assignments = change.columns().keySet().stream()
                .map(column -> column + " = :" + column)
                .collect(Collectors.joining(", "));
        var call = SqlQuery.of(
                        UpdateRow.class,
                        "update learning_update set " + assignments
                                + " where tenant_id = :ofTenant and update_id = :id and owner = :holder and "
                                + NOT_OVER + " returning " + ROW)
                .on(connection)
                .set("ofTenant", row.tenant())
                .set("id", row.id())
                .set("holder", owner);
        change.columns().forEach(call::set);
        return call.first()
                .orElseThrow(() -> new LostUpdateException("update " + row.id() + " has another owner by now"));
    }

    /** Lets another owner continue at once. */
    public void leave(Connection connection, TenantId tenant, UUID id, String owner) {
        LEAVE.on(connection)
                .set("tenant", tenant)
                .set("id", id)
                .set("owner", owner)
                .run();
    }

    /** Records that an update must end; one that has not begun ends at once. Empty when it is over. */
    Optional<UpdateRow> cancel(Connection connection, TenantId tenant, UUID id, String by, String reason, Instant now) {
        return CANCEL.on(connection)
                .set("by", by)
                .set("reason", reason)
                .set("now", now)
                .set("tenant", tenant)
                .set("id", id)
                .first();
    }

    /** The cut-off of the latest update of a model that learned, regardless of its outcome; 1970 when there was none. */
    public Instant lastCutoff(Connection connection, TenantId tenant, TaskName task, ModelName model) {
        return LAST_CUTOFF
                .on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("model", model)
                .first()
                .orElse(Instant.EPOCH);
    }

    /**
     * Examples with a label that arrived in a period.
     *
     * @param model whose examples count; null for all of the task
     */
    public long labelled(
            Connection connection,
            TenantId tenant,
            TaskName task,
            @Nullable ModelName model,
            Instant since,
            Instant until) {
        return LABELLED.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("model", model)
                .set("since", since)
                .set("until", until)
                .one();
    }

    /** A number that no other version of an update has. */
    public long nextNumber(Connection connection) {
        return NEXT_NUMBER.on(connection).one();
    }
}
