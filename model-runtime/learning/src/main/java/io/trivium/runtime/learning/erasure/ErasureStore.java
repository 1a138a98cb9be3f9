package io.trivium.runtime.learning.erasure;

import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Erasures in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class ErasureStore {
    private static final HexFormat HEX = HexFormat.of();

    private static final String VIEW = """
            select erasure_id as id, encode(subject, 'hex') as subject, erased_at, erased_by, reason, examples, labels,
                preferences, entries, to_json(manifests) as manifests, model_versions, to_json(variants) as variants,
                audit_seq, audit_hash
            from learning_erasure where tenant_id = :tenant
            """;

    private static final SqlQuery<Example> EXAMPLES = SqlQuery.of(Example.class, """
            select task, example_id from learning_example where tenant_id = :tenant and subject = :subject
            union
            select m.task, e.example_id from learning_manifest_entry e
                join learning_manifest m on m.tenant_id = e.tenant_id and m.manifest_id = e.manifest_id
                where e.tenant_id = :tenant and e.subject = :subject
            order by 1, 2
            """);

    /** Delete the records about some examples, each of one table. */
    static final SqlUpdate DELETE_EXAMPLES = deleteFrom("learning_example");

    static final SqlUpdate DELETE_LABELS = deleteFrom("learning_label");
    static final SqlUpdate DELETE_PREFERENCES = deleteFrom("learning_preference");
    static final SqlUpdate DELETE_REJECTIONS = deleteFrom("learning_rejection");
    static final SqlUpdate DELETE_SUSPICIONS = deleteFrom("learning_suspicion");

    private static final SqlUpdate MARK = SqlUpdate.of("""
            insert into learning_erased_example (tenant_id, example, erased_at)
            select :tenant, example, :at from unnest(:examples::bytea[]) as example on conflict do nothing
            """);

    private static final SqlQuery<UUID> MANIFESTS = SqlQuery.of(UUID.class, """
            select distinct manifest_id from learning_manifest_entry where tenant_id = :tenant and subject = :subject
            order by 1
            """);

    private static final SqlUpdate ERASE_LINES = SqlUpdate.of("""
            update learning_manifest_entry set salt = null, example_id = null, content_hash = null, subject = null,
                occurred_at = null, label = null, label_source = null, label_observed_at = null, weight = null,
                part = null
            where tenant_id = :tenant and subject = :subject
            """);

    private static final SqlQuery<String> VERSIONS = SqlQuery.of(String.class, """
            select distinct model_name || ':' || version from learning_manifest_version
            where tenant_id = :tenant and manifest_id = any (:manifests) order by 1
            """);

    private static final SqlQuery<UUID> VARIANTS = SqlQuery.of(UUID.class, """
            select variant_id from learning_variant where tenant_id = :tenant and manifest_id = any (:manifests)
            order by 1
            """);

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into learning_erasure (tenant_id, erasure_id, subject, erased_at, erased_by, reason, examples, labels,
                preferences, entries, manifests, model_versions, variants, audit_seq, audit_hash)
            values (:tenant, :id, :subject, :erasedAt, :erasedBy, :reason, :examples, :labels, :preferences, :entries,
                :manifests, :modelVersions, :variants, :auditSeq, :auditHash)
            """);

    private static final SqlQuery<ErasureView> FIND = SqlQuery.of(ErasureView.class, VIEW + "and erasure_id = :id");

    private static final SqlQuery<ErasureView> LIST = SqlQuery.of(ErasureView.class, VIEW + """
            and (:subject::bytea is null or subject = :subject)
                and (:at::timestamptz is null or (erased_at, erasure_id) < (:at, :id::uuid))
            order by erased_at desc, erasure_id desc limit :limit
            """);

    /** An example of a subject. */
    record Example(TaskName task, String exampleId) {}

    private static SqlUpdate deleteFrom(String table) {
        return SqlUpdate.of("delete from " + table + """
                 d using unnest(:tasks::text[], :examples::text[]) as e (task, example_id)
                where d.tenant_id = :tenant and d.task = e.task and d.example_id = e.example_id
                """);
    }

    /** All examples of the subject: those stored, and those that manifests name. */
    List<Example> examples(Connection connection, TenantId tenant, byte[] subject) {
        return EXAMPLES.on(connection)
                .set("tenant", tenant)
                .set("subject", subject)
                .list();
    }

    /** Rows deleted by a statement for some examples. */
    long delete(Connection connection, TenantId tenant, SqlUpdate delete, List<Example> examples) {
        return delete.on(connection)
                .set("tenant", tenant)
                .array(
                        "tasks",
                        "text",
                        examples.stream().map(each -> each.task().value()).toArray())
                .array(
                        "examples",
                        "text",
                        examples.stream().map(Example::exampleId).toArray())
                .run();
    }

    /** Remembers the examples by keyed hash, so that they do not come again. */
    void mark(Connection connection, TenantId tenant, List<byte[]> hashes, Instant at) {
        MARK.on(connection)
                .set("tenant", tenant)
                .array("examples", "bytea", hashes.toArray(byte[][]::new))
                .set("at", at)
                .run();
    }

    /** The manifests that have lines about the subject. */
    List<UUID> manifests(Connection connection, TenantId tenant, byte[] subject) {
        return MANIFESTS
                .on(connection)
                .set("tenant", tenant)
                .set("subject", subject)
                .list();
    }

    /** Leaves only the leaves of the subject's lines. */
    long eraseLines(Connection connection, TenantId tenant, byte[] subject) {
        return ERASE_LINES
                .on(connection)
                .set("tenant", tenant)
                .set("subject", subject)
                .run();
    }

    List<String> versions(Connection connection, TenantId tenant, List<UUID> manifests) {
        return VERSIONS.on(connection)
                .set("tenant", tenant)
                .array("manifests", "uuid", manifests.toArray())
                .list();
    }

    /** The tenant's variants that learned from some manifests. */
    List<UUID> variants(Connection connection, TenantId tenant, List<UUID> manifests) {
        return VARIANTS.on(connection)
                .set("tenant", tenant)
                .array("manifests", "uuid", manifests.toArray())
                .list();
    }

    void add(Connection connection, TenantId tenant, ErasureView erasure) {
        ADD.on(connection)
                .set("tenant", tenant)
                .set("id", erasure.id())
                .set("subject", HEX.parseHex(erasure.subject()))
                .set("erasedAt", erasure.erasedAt())
                .set("erasedBy", erasure.erasedBy())
                .set("reason", erasure.reason())
                .set("examples", erasure.examples())
                .set("labels", erasure.labels())
                .set("preferences", erasure.preferences())
                .set("entries", erasure.entries())
                .array("manifests", "uuid", erasure.manifests().toArray())
                .array("modelVersions", "text", erasure.modelVersions().toArray())
                .array("variants", "uuid", erasure.variants().toArray())
                .set("auditSeq", erasure.auditSeq())
                .set("auditHash", erasure.auditHash())
                .run();
    }

    Optional<ErasureView> find(Connection connection, TenantId tenant, UUID id) {
        return FIND.on(connection).set("tenant", tenant).set("id", id).first();
    }

    /** Latest first, those after the cursor. */
    List<ErasureView> list(
            Connection connection,
            TenantId tenant,
            byte @Nullable [] subject,
            @Nullable ErasureCursor cursor,
            int limit) {
        return LIST.on(connection)
                .set("tenant", tenant)
                .set("subject", subject)
                .set("at", cursor == null ? null : cursor.at())
                .set("id", cursor == null ? null : cursor.id())
                .set("limit", limit)
                .list();
    }
}
