package io.trivium.runtime.learning.variant;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Variants in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class VariantStore {
    private static final String SELECT = """
            select variant_id as id, tenant_id as tenant, task, model_name as model, base_version as base, version,
                update_id as update, manifest_id as manifest, state, installed_at, installed_by, ended_at, ended_by, code,
                reason
            from learning_variant where tenant_id = :tenant
            """;

    private static final SqlQuery<Variant> FIND = SqlQuery.of(Variant.class, SELECT + "and variant_id = :id");

    private static final SqlQuery<Variant> OF_VERSION =
            SqlQuery.of(Variant.class, SELECT + "and model_name = :model and version = :version");

    private static final SqlQuery<Variant> OF_MODEL =
            SqlQuery.of(Variant.class, SELECT + "and model_name = :model and state = 'installed'");

    private static final SqlQuery<Variant> INSTALLED =
            SqlQuery.of(Variant.class, SELECT + "and state = 'installed' order by model_name");

    private static final SqlQuery<Variant> LIST = SqlQuery.of(Variant.class, SELECT + """
            and task = :task and (:after::uuid is null or (installed_at, variant_id) <
                (select a.installed_at, a.variant_id from learning_variant a
                    where a.tenant_id = :tenant and a.variant_id = :after))
            order by installed_at desc, variant_id desc limit :limit
            """);

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into learning_variant (tenant_id, variant_id, task, model_name, base_version, version, update_id,
                manifest_id, state, installed_at, installed_by, reason)
            values (:tenant, :id, :task, :model, :base, :version, :update, :manifest, :state, :installedAt, :installedBy,
                :reason)
            """);

    private static final SqlUpdate END = SqlUpdate.of("""
            update learning_variant set state = :state, ended_at = :endedAt, ended_by = :endedBy, code = :code,
                reason = :reason
            where tenant_id = :tenant and variant_id = :id and state = 'installed'
            """);

    Optional<Variant> find(Connection connection, TenantId tenant, UUID id) {
        return FIND.on(connection).set("tenant", tenant).set("id", id).first();
    }

    Optional<Variant> ofVersion(Connection connection, TenantId tenant, ModelName model, VersionNumber version) {
        return OF_VERSION
                .on(connection)
                .set("tenant", tenant)
                .set("model", model)
                .set("version", version)
                .first();
    }

    /** The variant that serves a tenant in place of the champion. */
    Optional<Variant> installed(Connection connection, TenantId tenant, ModelName model) {
        return OF_MODEL.on(connection).set("tenant", tenant).set("model", model).first();
    }

    List<Variant> installed(Connection connection, TenantId tenant) {
        return INSTALLED.on(connection).set("tenant", tenant).list();
    }

    /** Latest first, those after one of them. */
    List<Variant> list(Connection connection, TenantId tenant, TaskName task, @Nullable UUID after, int limit) {
        return LIST.on(connection)
                .set("tenant", tenant)
                .set("task", task)
                .set("after", after)
                .set("limit", limit)
                .list();
    }

    void add(Connection connection, Variant variant) {
        ADD.on(connection)
                .set("tenant", variant.tenant())
                .set("id", variant.id())
                .set("task", variant.task())
                .set("model", variant.model())
                .set("base", variant.base())
                .set("version", variant.version())
                .set("update", variant.update())
                .set("manifest", variant.manifest())
                .set("state", variant.state())
                .set("installedAt", variant.installedAt())
                .set("installedBy", variant.installedBy())
                .set("reason", variant.reason())
                .run();
    }

    /** Puts down an end; false when the variant has ended before. */
    boolean end(Connection connection, Variant ended) {
        return END.on(connection)
                        .set("state", ended.state())
                        .set("endedAt", ended.endedAt())
                        .set("endedBy", ended.endedBy())
                        .set("code", ended.code())
                        .set("reason", ended.reason())
                        .set("tenant", ended.tenant())
                        .set("id", ended.id())
                        .run()
                == 1;
    }
}
