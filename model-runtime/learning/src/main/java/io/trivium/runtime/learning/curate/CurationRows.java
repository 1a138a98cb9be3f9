package io.trivium.runtime.learning.curate;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.similarity.ExampleNumbers;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.learning.store.StoredTasks;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** @throws PlatformException {@code learning-task-not-found} when the tenant has no data of the task */
    void requireTask(Connection connection, TenantId tenant, String task) throws SQLException {
        if (!StoredTasks.of(connection, tenant).contains(task)) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_TASK_NOT_FOUND,
                    "Nothing came in for the task; look at the list of tasks.");
        }
    }

    /** The task of a data set. */
    Optional<String> task(Connection connection, TenantId tenant, UUID manifestId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select task from learning_manifest where tenant_id = ? and manifest_id = ?")) {
            Sql.bind(select, tenant.value(), manifestId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** The latest data set of a task. */
    Optional<UUID> latest(Connection connection, TenantId tenant, String task) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select manifest_id from learning_manifest where tenant_id = ? and task = ?
                order by created_at desc, manifest_id desc limit 1""")) {
            Sql.bind(select, tenant.value(), task);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /** Entries of a data set whose examples are still there, the latest first; all with as many numbers as the first. */
    List<Entry> entries(Connection connection, TenantId tenant, String task, UUID manifestId, int most)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select m.example_id, encode(m.subject, 'hex') as subject, m.occurred_at, m.label, m.label_source,
                    m.label_observed_at, e.inputs
                from learning_manifest_entry m join learning_example e on e.tenant_id = m.tenant_id and e.task = ?
                    and e.example_id = m.example_id and e.content_hash = m.content_hash
                where m.tenant_id = ? and m.manifest_id = ? and octet_length(e.inputs) <= ?
                order by m.occurred_at desc, m.example_id limit ?""")) {
            select.setFetchSize(FETCH);
            Sql.bind(select, task, tenant.value(), manifestId, LARGEST, most);
            List<Entry> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    float[] numbers = ExampleNumbers.of(row.getBytes("inputs"));
                    if (!found.isEmpty() && found.getFirst().numbers().length != numbers.length) continue;
                    found.add(new Entry(
                            row.getString("example_id"),
                            row.getString("subject"),
                            Sql.time(row, "occurred_at"),
                            row.getString("label"),
                            row.getString("label_source"),
                            Sql.time(row, "label_observed_at"),
                            numbers));
                }
            }
            return found;
        }
    }

    /** Examples without any statement, the latest first, one of equal ones. */
    List<Unlabelled> unlabelled(Connection connection, TenantId tenant, String task, Instant from, int width, int most)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select e.example_id, e.content_hash, e.occurred_at, e.score, e.inputs from learning_example e
                where e.tenant_id = ? and e.task = ? and e.occurred_at >= ? and octet_length(e.inputs) <= ?
                    and not exists (select from learning_label l where l.tenant_id = e.tenant_id and l.task = e.task
                        and l.example_id = e.example_id)
                order by e.occurred_at desc, e.example_id limit ?""")) {
            select.setFetchSize(FETCH);
            Sql.bind(select, tenant.value(), task, from, LARGEST, most);
            List<Unlabelled> found = new ArrayList<>();
            Set<ByteBuffer> contents = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (!contents.add(ByteBuffer.wrap(row.getBytes("content_hash")))) continue;
                    float[] numbers = ExampleNumbers.of(row.getBytes("inputs"));
                    int expected = width > 0
                            ? width
                            : found.isEmpty()
                                    ? numbers.length
                                    : found.getFirst().numbers().length;
                    if (numbers.length != expected) continue;
                    found.add(new Unlabelled(
                            row.getString("example_id"),
                            Sql.time(row, "occurred_at"),
                            row.getObject("score", Double.class),
                            numbers));
                }
            }
            return found;
        }
    }

    /** Those of some examples that have a statement. */
    List<String> labelled(Connection connection, TenantId tenant, String task, List<String> examples)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select distinct example_id from learning_label where tenant_id = ? and task = ? and example_id = any (?)")) {
            Sql.bind(select, tenant.value(), task, connection.createArrayOf("text", examples.toArray()));
            List<String> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(row.getString(1));
            }
            return found;
        }
    }
}
