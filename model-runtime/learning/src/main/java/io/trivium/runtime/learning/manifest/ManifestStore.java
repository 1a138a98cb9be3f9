package io.trivium.runtime.learning.manifest;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.manifest.ManifestView.LearnedVersionView;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestSummary;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.manifest.CanonicalForm;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.ManifestHeader;
import io.trivium.runtime.manifest.ManifestLine;
import io.trivium.runtime.manifest.Part;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
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

    private static final String LINE = """
            select m.ordinal, m.leaf, m.salt, m.example_id, m.content_hash, m.subject, m.occurred_at, m.label,
                m.label_source, m.label_observed_at, m.weight, m.part,
            """;

    private static final String FROM =
            " where m.tenant_id = :tenant and m.manifest_id = :id and m.ordinal >= :from order by m.ordinal limit"
                    + " :limit";

    private static final SqlQuery<Stored> FIND = SqlQuery.of(Stored.class, """
            select manifest_id as id, task, created_by, audit_seq, previous_id, header as canonical, hash
            from learning_manifest where tenant_id = :tenant and manifest_id = :id
            """);

    private static final SqlQuery<Listed> LIST = SqlQuery.of(Listed.class, """
            select created_by, header, hash from learning_manifest
            where tenant_id = :tenant and (:task::text is null or task = :task)
                and (:at::timestamptz is null or (created_at, manifest_id) < (:at, :id::uuid))
            order by created_at desc, manifest_id desc limit :limit
            """);

    private static final SqlQuery<Line> LINES =
            SqlQuery.of(Line.class, LINE + "null::bytea as inputs from learning_manifest_entry m" + FROM);

    private static final SqlQuery<Line> LINES_WITH_INPUTS = SqlQuery.of(Line.class, LINE + """
            e.inputs from learning_manifest_entry m left join learning_example e on e.tenant_id = m.tenant_id
                and e.task = :task and e.example_id = m.example_id and e.content_hash = m.content_hash
            """ + FROM);

    private static final SqlQuery<Long> ERASED = SqlQuery.of(Long.class, """
            select count(*) from learning_manifest_entry
            where tenant_id = :tenant and manifest_id = :id and salt is null
            """);

    private static final SqlQuery<Long> EXPIRED = SqlQuery.of(Long.class, """
            select count(*) from learning_manifest_entry m where m.tenant_id = :tenant and m.manifest_id = :id
                and m.salt is not null and not exists (select from learning_example e
                    where e.tenant_id = m.tenant_id and e.task = :task and e.example_id = m.example_id)
            """);

    private static final SqlQuery<Long> CHANGED = SqlQuery.of(Long.class, """
            select count(*) from learning_manifest_entry m join learning_example e
                on e.tenant_id = m.tenant_id and e.task = :task and e.example_id = m.example_id
            where m.tenant_id = :tenant and m.manifest_id = :id and m.content_hash
                <> sha256(convert_to('trivium-example/1' || chr(10) || e.task || chr(10), 'UTF8') || e.inputs)
            """);

    private static final SqlQuery<Long> AUDITED = SqlQuery.of(Long.class, """
            select count(*) from audit_entry where tenant_id = :tenant and seq = :seq
                and action = 'learning.manifest.freeze' and object = :object and details::jsonb ->> 'hash' = :hash
            """);

    private static final SqlUpdate ADD_VERSION = SqlUpdate.of("""
            insert into learning_manifest_version (tenant_id, manifest_id, model_name, version, recorded_at, recorded_by)
            values (:tenant, :id, :model, :version, :at, :by) on conflict do nothing
            """);

    private static final SqlQuery<LearnedVersionView> VERSIONS = SqlQuery.of(
            LearnedVersionView.class,
            "select model_name as model, version, recorded_at, recorded_by from learning_manifest_version where"
                    + " tenant_id = :tenant and manifest_id = :id order by recorded_at, model_name, version limit "
                    + MOST_VERSIONS);

    private static final SqlQuery<Profile> PROFILES = SqlQuery.of(Profile.class, """
            select input, bins from learning_manifest_profile where tenant_id = :tenant and manifest_id = :id
            """);

    /** A row of the table of manifests. */
    record Stored(
            UUID id,
            TaskName task,
            String createdBy,
            long auditSeq,
            @Nullable UUID previousId,
            String canonical,
            String hash) {
        ManifestHeader header() {
            return CanonicalForm.read(canonical, ManifestHeader.class);
        }
    }

    /** A manifest in a list. */
    private record Listed(String createdBy, String header, String hash) {
        ManifestSummary summary() {
            ManifestHeader read = CanonicalForm.read(header, ManifestHeader.class);
            return new ManifestSummary(
                    read.manifestId(), read.task(), read.createdAt(), createdBy, read.cutoff(), read.entries(), hash);
        }
    }

    /** A line; without a salt it is erased, and everything from there on is null. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(
            int ordinal,
            byte[] leaf,
            byte @Nullable [] salt,
            String exampleId,
            byte[] contentHash,
            byte @Nullable [] subject,
            Instant occurredAt,
            String label,
            String labelSource,
            Instant labelObservedAt,
            Double weight,
            Part part,
            byte @Nullable [] inputs) {
        ManifestLine view() {
            return new ManifestLine(
                    ordinal,
                    HEX.formatHex(leaf),
                    salt == null ? null : HEX.formatHex(salt),
                    salt == null ? null : entry(),
                    inputs == null ? null : ExampleContent.decode(inputs));
        }

        private ManifestEntry entry() {
            return new ManifestEntry(
                    exampleId,
                    HEX.formatHex(contentHash),
                    subject == null ? null : HEX.formatHex(subject),
                    occurredAt,
                    label,
                    labelSource,
                    labelObservedAt,
                    weight,
                    part);
        }
    }

    /** The distribution of an input. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Profile(String input, long[] bins) {}

    Optional<Stored> find(Connection connection, TenantId tenant, UUID id) {
        return FIND.on(connection).set("tenant", tenant).set("id", id).first();
    }

    /** Latest first, those after the cursor. */
    List<ManifestSummary> list(
            Connection connection, TenantId tenant, @Nullable String task, @Nullable ManifestCursor cursor, int limit) {
        return LIST
                .on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("at", cursor == null ? null : cursor.at())
                .set("id", cursor == null ? null : cursor.id())
                .set("limit", limit)
                .list()
                .stream()
                .map(Listed::summary)
                .toList();
    }

    /** Lines from a position on; with the inputs of the examples that are still stored, if requested. */
    List<ManifestLine> lines(
            Connection connection, TenantId tenant, Stored manifest, int from, int limit, boolean withInputs) {
        List<ManifestLine> lines = new ArrayList<>();
        var select = withInputs ? LINES_WITH_INPUTS.on(connection).set("task", manifest.task()) : LINES.on(connection);
        select.set("tenant", tenant)
                .set("id", manifest.id())
                .set("from", from)
                .set("limit", limit)
                .each(line -> lines.add(line.view()));
        return lines;
    }

    long erased(Connection connection, TenantId tenant, UUID id) {
        return ERASED.on(connection).set("tenant", tenant).set("id", id).one();
    }

    /** Lines whose example is no longer stored. */
    long expired(Connection connection, TenantId tenant, Stored manifest) {
        return EXPIRED.on(connection)
                .set("tenant", tenant)
                .set("id", manifest.id())
                .set("task", manifest.task())
                .one();
    }

    /** Lines whose example is stored with other inputs, hashed again from the stored inputs. */
    long changed(Connection connection, TenantId tenant, Stored manifest) {
        return CHANGED.on(connection)
                .set("tenant", tenant)
                .set("id", manifest.id())
                .set("task", manifest.task())
                .one();
    }

    /** Whether the audit log has this hash at this place. */
    boolean isAudited(Connection connection, TenantId tenant, Stored manifest) {
        return AUDITED.on(connection)
                        .set("tenant", tenant)
                        .set("seq", manifest.auditSeq())
                        .set("object", "learning-manifest/" + manifest.id())
                        .set("hash", manifest.hash())
                        .one()
                == 1;
    }

    /** False when it was recorded before. */
    boolean addVersion(
            Connection connection,
            TenantId tenant,
            UUID id,
            ModelName model,
            VersionNumber version,
            Instant at,
            String by) {
        return ADD_VERSION
                        .on(connection)
                        .set("tenant", tenant)
                        .set("id", id)
                        .set("model", model)
                        .set("version", version)
                        .set("at", at)
                        .set("by", by)
                        .run()
                == 1;
    }

    List<LearnedVersionView> versions(Connection connection, TenantId tenant, UUID id) {
        return VERSIONS.on(connection).set("tenant", tenant).set("id", id).list();
    }

    /** The distribution of each input, by its name. */
    Map<String, ValueBins> profiles(Connection connection, TenantId tenant, UUID id) {
        Map<String, ValueBins> found = new TreeMap<>();
        PROFILES.on(connection)
                .set("tenant", tenant)
                .set("id", id)
                .each(profile -> found.put(profile.input, ValueBins.of(profile.bins)));
        return found;
    }
}
