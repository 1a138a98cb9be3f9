package io.trivium.runtime.learning.manifest;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.manifest.ManifestView.LearnedVersionView;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestSummary;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.manifest.CanonicalForm;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.ManifestHeader;
import io.trivium.runtime.manifest.ManifestLine;
import io.trivium.runtime.manifest.Part;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Manifests in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class ManifestStore {
    private static final HexFormat HEX = HexFormat.of();
    private static final int MOST_VERSIONS = 200;

    /** A row of the table of manifests. */
    record Stored(
            UUID id,
            String task,
            String createdBy,
            long auditSeq,
            @Nullable UUID previousId,
            String canonical,
            String hash) {
        ManifestHeader header() {
            return CanonicalForm.read(canonical, ManifestHeader.class);
        }
    }

    Optional<Stored> find(Connection connection, TenantId tenant, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select task, created_by, audit_seq, previous_id, header, hash from learning_manifest
                where tenant_id = ? and manifest_id = ?""")) {
            Sql.bind(select, tenant.value(), id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) return Optional.empty();
                return Optional.of(new Stored(
                        id,
                        row.getString("task"),
                        row.getString("created_by"),
                        row.getLong("audit_seq"),
                        row.getObject("previous_id", UUID.class),
                        row.getString("header"),
                        row.getString("hash")));
            }
        }
    }

    /** Latest first, those after the cursor. */
    List<ManifestSummary> list(
            Connection connection, TenantId tenant, @Nullable String task, @Nullable ManifestCursor cursor, int limit)
            throws SQLException {
        Instant at = cursor == null ? null : cursor.at();
        UUID id = cursor == null ? null : cursor.id();
        try (PreparedStatement select = connection.prepareStatement("""
                select manifest_id, created_by, header, hash from learning_manifest
                where tenant_id = ? and (?::text is null or task = ?)
                    and (?::timestamptz is null or (created_at, manifest_id) < (?, ?::uuid))
                order by created_at desc, manifest_id desc limit ?""")) {
            Sql.bind(select, tenant.value(), task, task, at, at, id, limit);
            List<ManifestSummary> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ManifestHeader header = CanonicalForm.read(row.getString("header"), ManifestHeader.class);
                    found.add(new ManifestSummary(
                            header.manifestId(),
                            header.task(),
                            header.createdAt(),
                            row.getString("created_by"),
                            header.cutoff(),
                            header.entries(),
                            row.getString("hash")));
                }
            }
            return found;
        }
    }

    /** Lines from a position on; with the inputs of the examples that are still stored, if requested. */
    List<ManifestLine> lines(
            Connection connection, TenantId tenant, Stored manifest, int from, int limit, boolean withInputs)
            throws SQLException {
        String sql = """
                select m.ordinal, m.leaf, m.salt, m.example_id, m.content_hash, m.subject, m.occurred_at, m.label,
                    m.label_source, m.label_observed_at, m.weight, m.part, %s as inputs
                from learning_manifest_entry m %s
                where m.tenant_id = ? and m.manifest_id = ? and m.ordinal >= ? order by m.ordinal limit ?""".formatted(
                        withInputs ? "e.inputs" : "null::bytea",
                        withInputs
                                ? "left join learning_example e on e.tenant_id = m.tenant_id and e.task = ?"
                                        + " and e.example_id = m.example_id and e.content_hash = m.content_hash"
                                : "cross join (select ?::text) as task");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            Sql.bind(select, manifest.task(), tenant.value(), manifest.id(), from, limit);
            List<ManifestLine> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) lines.add(line(row));
            }
            return lines;
        }
    }

    private static ManifestLine line(ResultSet row) throws SQLException {
        byte[] salt = row.getBytes("salt");
        byte[] inputs = row.getBytes("inputs");
        return new ManifestLine(
                row.getInt("ordinal"),
                HEX.formatHex(row.getBytes("leaf")),
                salt == null ? null : HEX.formatHex(salt),
                salt == null ? null : entry(row),
                inputs == null ? null : ExampleContent.decode(inputs));
    }

    private static ManifestEntry entry(ResultSet row) throws SQLException {
        byte[] subject = row.getBytes("subject");
        return new ManifestEntry(
                row.getString("example_id"),
                HEX.formatHex(row.getBytes("content_hash")),
                subject == null ? null : HEX.formatHex(subject),
                Sql.time(row, "occurred_at"),
                row.getString("label"),
                row.getString("label_source"),
                Sql.time(row, "label_observed_at"),
                row.getDouble("weight"),
                Part.of(row.getString("part")));
    }

    long erased(Connection connection, TenantId tenant, UUID id) throws SQLException {
        return number(
                connection,
                "select count(*) from learning_manifest_entry where tenant_id = ? and manifest_id = ? and salt is null",
                tenant.value(),
                id);
    }

    /** Lines whose example is no longer stored. */
    long expired(Connection connection, TenantId tenant, Stored manifest) throws SQLException {
        return number(connection, """
                select count(*) from learning_manifest_entry m where m.tenant_id = ? and m.manifest_id = ?
                    and m.salt is not null and not exists (select from learning_example e
                        where e.tenant_id = m.tenant_id and e.task = ? and e.example_id = m.example_id)""", tenant.value(), manifest.id(), manifest.task());
    }

    /** Lines whose example is stored with other inputs, hashed again from the stored inputs. */
    long changed(Connection connection, TenantId tenant, Stored manifest) throws SQLException {
        return number(connection, """
                select count(*) from learning_manifest_entry m join learning_example e
                    on e.tenant_id = m.tenant_id and e.task = ? and e.example_id = m.example_id
                where m.tenant_id = ? and m.manifest_id = ? and m.content_hash
                    <> sha256(convert_to('trivium-example/1' || chr(10) || e.task || chr(10), 'UTF8') || e.inputs)""", manifest.task(), tenant.value(), manifest.id());
    }

    /** Whether the audit log has this hash at this place. */
    boolean isAudited(Connection connection, TenantId tenant, Stored manifest) throws SQLException {
        return number(
                        connection,
                        """
                        select count(*) from audit_entry where tenant_id = ? and seq = ? and action = ? and object = ?
                            and details::jsonb ->> 'hash' = ?""",
                        tenant.value(),
                        manifest.auditSeq(),
                        "learning.manifest.freeze",
                        "learning-manifest/" + manifest.id(),
                        manifest.hash())
                == 1;
    }

    /** False when it was recorded before. */
    boolean addVersion(
            Connection connection, TenantId tenant, UUID id, String model, String version, Instant at, String by)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_manifest_version (tenant_id, manifest_id, model_name, version, recorded_at, recorded_by)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
            return Sql.update(insert, tenant.value(), id, model, version, at, by) == 1;
        }
    }

    List<LearnedVersionView> versions(Connection connection, TenantId tenant, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select model_name, version, recorded_at, recorded_by from learning_manifest_version
                where tenant_id = ? and manifest_id = ? order by recorded_at, model_name, version limit ?""")) {
            Sql.bind(select, tenant.value(), id, MOST_VERSIONS);
            List<LearnedVersionView> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new LearnedVersionView(
                            row.getString("model_name"),
                            row.getString("version"),
                            Sql.time(row, "recorded_at"),
                            row.getString("recorded_by")));
                }
            }
            return found;
        }
    }

    /** The distribution of each input, by its name. */
    Map<String, ValueBins> profiles(Connection connection, TenantId tenant, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select input, bins from learning_manifest_profile where tenant_id = ? and manifest_id = ?")) {
            Sql.bind(select, tenant.value(), id);
            Map<String, ValueBins> found = new TreeMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString("input"), ValueBins.of((Long[])
                            row.getArray("bins").getArray()));
                }
            }
            return found;
        }
    }

    private static long number(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            Sql.bind(select, values);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
