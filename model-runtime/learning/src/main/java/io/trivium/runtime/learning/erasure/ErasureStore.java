package io.trivium.runtime.learning.erasure;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Erasures in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class ErasureStore {
    private static final HexFormat HEX = HexFormat.of();
    private static final int BATCH = 500;
    private static final String COLUMNS = "erasure_id, subject, erased_at, erased_by, reason, examples, labels,"
            + " preferences, entries, manifests, model_versions, variants, audit_seq, audit_hash";

    /** An example of a subject. */
    record Example(String task, String exampleId) {}

    /** All examples of the subject: those stored, and those that manifests name. */
    List<Example> examples(Connection connection, TenantId tenant, byte[] subject) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select task, example_id from learning_example where tenant_id = ? and subject = ?
                union
                select m.task, e.example_id from learning_manifest_entry e
                    join learning_manifest m on m.tenant_id = e.tenant_id and m.manifest_id = e.manifest_id
                    where e.tenant_id = ? and e.subject = ?
                order by 1, 2""")) {
            Sql.bind(select, tenant.value(), subject, tenant.value(), subject);
            List<Example> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(new Example(row.getString(1), row.getString(2)));
            }
            return found;
        }
    }

    /** Rows deleted of a table that is keyed by task and example. */
    long delete(Connection connection, TenantId tenant, String table, List<Example> examples) throws SQLException {
        long deleted = 0;
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from " + table + " where tenant_id = ? and task = ? and example_id = ?")) {
            for (int from = 0; from < examples.size(); from += BATCH) {
                for (Example each : examples.subList(from, Math.min(from + BATCH, examples.size()))) {
                    Sql.bind(delete, tenant.value(), each.task(), each.exampleId());
                    delete.addBatch();
                }
                for (int count : delete.executeBatch()) deleted += count;
            }
        }
        return deleted;
    }

    /** Remembers the examples by keyed hash, so that they do not come again. */
    void mark(Connection connection, TenantId tenant, List<byte[]> hashes, Instant at) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into learning_erased_example"
                + " (tenant_id, example, erased_at) values (?, ?, ?) on conflict do nothing")) {
            for (int from = 0; from < hashes.size(); from += BATCH) {
                for (byte[] each : hashes.subList(from, Math.min(from + BATCH, hashes.size()))) {
                    Sql.bind(insert, tenant.value(), each, at);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    /** The manifests that have lines about the subject. */
    List<UUID> manifests(Connection connection, TenantId tenant, byte[] subject) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select distinct manifest_id from learning_manifest_entry where tenant_id = ? and subject = ? order by 1""")) {
            Sql.bind(select, tenant.value(), subject);
            List<UUID> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(row.getObject(1, UUID.class));
            }
            return found;
        }
    }

    /** Leaves only the leaves of the subject's lines. */
    long eraseLines(Connection connection, TenantId tenant, byte[] subject) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update learning_manifest_entry set salt = null, example_id = null, content_hash = null, subject = null,
                    occurred_at = null, label = null, label_source = null, label_observed_at = null, weight = null,
                    part = null
                where tenant_id = ? and subject = ?""")) {
            return Sql.update(update, tenant.value(), subject);
        }
    }

    List<String> versions(Connection connection, TenantId tenant, List<UUID> manifests) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select distinct model_name || ':' || version from learning_manifest_version
                where tenant_id = ? and manifest_id = any (?) order by 1""")) {
            Sql.bind(select, tenant.value(), connection.createArrayOf("uuid", manifests.toArray()));
            List<String> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(row.getString(1));
            }
            return found;
        }
    }

    /** The tenant's variants that learned from some manifests. */
    List<UUID> variants(Connection connection, TenantId tenant, List<UUID> manifests) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select variant_id from learning_variant where tenant_id = ? and manifest_id = any (?) order by 1""")) {
            Sql.bind(select, tenant.value(), connection.createArrayOf("uuid", manifests.toArray()));
            List<UUID> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(row.getObject(1, UUID.class));
            }
            return found;
        }
    }

    void add(Connection connection, TenantId tenant, ErasureView erasure) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into learning_erasure (tenant_id, "
                + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            Sql.update(
                    insert,
                    tenant.value(),
                    erasure.id(),
                    HEX.parseHex(erasure.subject()),
                    erasure.erasedAt(),
                    erasure.erasedBy(),
                    erasure.reason(),
                    erasure.examples(),
                    erasure.labels(),
                    erasure.preferences(),
                    erasure.entries(),
                    connection.createArrayOf("uuid", erasure.manifests().toArray()),
                    connection.createArrayOf("text", erasure.modelVersions().toArray()),
                    connection.createArrayOf("uuid", erasure.variants().toArray()),
                    erasure.auditSeq(),
                    erasure.auditHash());
        }
    }

    Optional<ErasureView> find(Connection connection, TenantId tenant, UUID id) throws SQLException {
        return read(connection, "tenant_id = ? and erasure_id = ?", tenant.value(), id).stream()
                .findFirst();
    }

    /** Latest first, those after the cursor. */
    List<ErasureView> list(
            Connection connection,
            TenantId tenant,
            byte @Nullable [] subject,
            @Nullable ErasureCursor cursor,
            int limit)
            throws SQLException {
        Instant at = cursor == null ? null : cursor.at();
        UUID id = cursor == null ? null : cursor.id();
        return read(
                connection,
                "tenant_id = ? and (?::bytea is null or subject = ?) and (?::timestamptz is null"
                        + " or (erased_at, erasure_id) < (?, ?::uuid)) order by erased_at desc, erasure_id desc limit ?",
                tenant.value(),
                subject,
                subject,
                at,
                at,
                id,
                limit);
    }

    private static List<ErasureView> read(Connection connection, String where, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select " + COLUMNS + " from learning_erasure where " + where)) {
            Sql.bind(select, values);
            List<ErasureView> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new ErasureView(
                            row.getObject("erasure_id", UUID.class),
                            HEX.formatHex(row.getBytes("subject")),
                            Sql.time(row, "erased_at"),
                            row.getString("erased_by"),
                            row.getString("reason"),
                            row.getLong("examples"),
                            row.getLong("labels"),
                            row.getLong("preferences"),
                            row.getLong("entries"),
                            List.of((UUID[]) row.getArray("manifests").getArray()),
                            List.of((String[]) row.getArray("model_versions").getArray()),
                            List.of((UUID[]) row.getArray("variants").getArray()),
                            row.getLong("audit_seq"),
                            row.getString("audit_hash")));
                }
            }
            return found;
        }
    }
}
