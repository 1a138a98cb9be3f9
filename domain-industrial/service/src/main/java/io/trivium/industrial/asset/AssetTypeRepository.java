package io.trivium.industrial.asset;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asset types in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class AssetTypeRepository {
    private static final String SELECT =
            "select name, description, tags, monitor, cycle, version from asset_type where tenant_id = :tenant ";

    private static final SqlQuery<AssetType> ALL = SqlQuery.of(AssetType.class, SELECT + "order by name limit 1000");

    private static final SqlQuery<AssetType> FIND = SqlQuery.of(AssetType.class, SELECT + "and name = :name");

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into asset_type (description, tags, monitor, cycle, changed_at, changed_by, tenant_id, name, version)
        values (:description, :tags::jsonb, :monitor::jsonb, :cycle::jsonb, :now, :actor, :tenant, :name, :version + 1)
        on conflict do nothing
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update asset_type set description = :description, tags = :tags::jsonb, monitor = :monitor::jsonb,
            cycle = :cycle::jsonb, changed_at = :now, changed_by = :actor, version = version + 1
        where tenant_id = :tenant and name = :name and version = :version
        """);

    List<AssetType> all(Connection connection, TenantId tenant) {
        return ALL.on(connection).set("tenant", tenant).list();
    }

    Optional<AssetType> find(Connection connection, TenantId tenant, String name) {
        return FIND.on(connection).set("tenant", tenant).set("name", name).first();
    }

    /**
     * Writes a type that was seen in its version (0: not there).
     *
     * @return false when it now has another version
     */
    boolean put(Connection connection, TenantId tenant, AssetType type, String actor, Instant now) {
        return (type.version() == 0 ? INSERT : UPDATE)
                        .on(connection)
                        .set("tenant", tenant)
                        .set("name", type.name())
                        .set("version", type.version())
                        .set("description", type.description())
                        .json("tags", type.tags())
                        .json("monitor", type.monitor())
                        .json("cycle", type.cycle())
                        .set("now", now)
                        .set("actor", actor)
                        .run()
                == 1;
    }
}
