package io.trivium.runtime.learning.curate;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.similarity.ExampleNumbers;
import io.trivium.runtime.learning.store.StoredTasks;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Examples as rows of numbers, from PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CurationRows {
    private static final int FETCH = 500;
    /** Examples with more bytes of inputs are not compared. */
    private static final int LARGEST = 64 << 10;

    private static final SqlQuery<TaskName> TASK = SqlQuery.of(
            TaskName.class, "select task from learning_manifest where tenant_id = :tenant and manifest_id = :manifest");

    private static final SqlQuery<UUID> LATEST = SqlQuery.of(UUID.class, """
            select manifest_id from learning_manifest where tenant_id = :tenant and task = :task
            order by created_at desc, manifest_id desc limit 1
            """);

    private static final SqlQuery<EntryRow> ENTRIES = SqlQuery.of(EntryRow.class, """
            select m.example_id, encode(m.subject, 'hex') as subject, m.occurred_at, m.label, m.label_source as source,
                m.label_observed_at as observed_at, e.inputs
            from learning_manifest_entry m join learning_example e on e.tenant_id = m.tenant_id and e.task = :task
                and e.example_id = m.example_id and e.content_hash = m.content_hash
            where m.tenant_id = :tenant and m.manifest_id = :manifest and octet_length(e.inputs) <= :largest
            order by m.occurred_at desc, m.example_id limit :limit
            """);

    private static final SqlQuery<UnlabelledRow> UNLABELLED = SqlQuery.of(UnlabelledRow.class, """
            select e.example_id, e.content_hash, e.occurred_at, e.score, e.inputs from learning_example e
            where e.tenant_id = :tenant and e.task = :task and e.occurred_at >= :from
                and octet_length(e.inputs) <= :largest
                and not exists (select from learning_label l where l.tenant_id = e.tenant_id and l.task = e.task
                    and l.example_id = e.example_id)
            order by e.occurred_at desc, e.example_id limit :limit
            """);

    private static final SqlQuery<String> LABELLED = SqlQuery.of(String.class, """
            select distinct example_id from learning_label
            where tenant_id = :tenant and task = :task and example_id = any (:examples)
            """);

    /** An entry of a data set. */
    @SuppressWarnings("ArrayRecordComponent") // many numbers; never compared
    record Entry(
            String exampleId,
            @Nullable String subject,
            Instant occurredAt,
            String label,
            String source,
            Instant observedAt,
            float[] numbers) {
        /** The same for entries about one subject; each entry without a subject has its own. */
        long group() {
            return subject == null ? exampleId.hashCode() : subject.hashCode();
        }
    }

    /** An example without a label. */
    @SuppressWarnings("ArrayRecordComponent") // many numbers; never compared
    record Unlabelled(
            String exampleId, Instant occurredAt, @Nullable Double score, float[] numbers) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record EntryRow(
            String exampleId,
            @Nullable String subject,
            Instant occurredAt,
            String label,
            String source,
            Instant observedAt,
            byte[] inputs) {
        Entry with(float[] numbers) {
            return new Entry(exampleId, subject, occurredAt, label, source, observedAt, numbers);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record UnlabelledRow(
            String exampleId,
            byte[] contentHash,
            Instant occurredAt,
            @Nullable Double score,
            byte[] inputs) {}

    /** @throws PlatformException {@code learning-task-not-found} when the tenant has no data of the task */
    void requireTask(Connection connection, TenantId tenant, TaskName task) {
        if (!StoredTasks.of(connection, tenant).contains(task)) throw notFound();
    }

    /** {@code learning-task-not-found}. */
    static PlatformException notFound() {
        return new PlatformException(
                RuntimeErrorCode.LEARNING_TASK_NOT_FOUND, "Nothing came in for the task; look at the list of tasks.");
    }

    /** The task of a data set. */
    Optional<TaskName> task(Connection connection, TenantId tenant, UUID manifestId) {
        return TASK.on(connection)
                .set("tenant", tenant)
                .set("manifest", manifestId)
                .first();
    }

    /** The latest data set of a task. */
    Optional<UUID> latest(Connection connection, TenantId tenant, TaskName task) {
        return LATEST.on(connection).set("tenant", tenant).set("task", task).first();
    }

    /** Entries of a data set whose examples are still there, the latest first; all with as many numbers as the first. */
    List<Entry> entries(Connection connection, TenantId tenant, TaskName task, UUID manifestId, int most) {
        List<Entry> found = new ArrayList<>();
        ENTRIES.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("manifest", manifestId)
                .set("largest", LARGEST)
                .set("limit", most)
                .fetchSize(FETCH)
                .each(row -> {
                    float[] numbers = ExampleNumbers.of(row.inputs);
                    if (found.isEmpty() || found.getFirst().numbers().length == numbers.length) {
                        found.add(row.with(numbers));
                    }
                });
        return found;
    }

    /** Examples without any statement, the latest first, one of equal ones. */
    List<Unlabelled> unlabelled(
            Connection connection, TenantId tenant, TaskName task, Instant from, int width, int most) {
        List<Unlabelled> found = new ArrayList<>();
        Set<ByteBuffer> contents = new HashSet<>();
        UNLABELLED
                .on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("from", from)
                .set("largest", LARGEST)
                .set("limit", most)
                .fetchSize(FETCH)
                .each(row -> {
                    if (!contents.add(ByteBuffer.wrap(row.contentHash))) return;
                    float[] numbers = ExampleNumbers.of(row.inputs);
                    int expected = width > 0
                            ? width
                            : found.isEmpty()
                                    ? numbers.length
                                    : found.getFirst().numbers().length;
                    if (numbers.length == expected) {
                        found.add(new Unlabelled(row.exampleId, row.occurredAt, row.score, numbers));
                    }
                });
        return found;
    }

    /** Those of some examples that have a statement. */
    List<String> labelled(Connection connection, TenantId tenant, TaskName task, List<String> examples) {
        return LABELLED.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("examples", examples)
                .list();
    }
}
