package io.trivium.industrial.asset;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Parts of the plant in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class PlantRepository {
    private static final String SELECT = """
        select node_id, parent_id, level, name, description, asset_type, source, version, changed_at, changed_by
        from plant_node where tenant_id = :tenant\s""";

    private static final SqlQuery<PlantNode> ALL = SqlQuery.of(PlantNode.class, SELECT + """
        order by array_position(array['enterprise', 'site', 'area', 'line', 'asset'], level), name, node_id
        limit :limit
        """);

    private static final SqlQuery<PlantNode> FIND = SqlQuery.of(PlantNode.class, SELECT + "and node_id = :node");

    private static final SqlQuery<PlantNode> LOCK =
            SqlQuery.of(PlantNode.class, SELECT + "and node_id = :node for update");

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into plant_node (tenant_id, node_id, parent_id, level, name, description, asset_type, source, version,
            changed_at, changed_by)
        values (:tenant, :node, :parent, :level, :name, :description, :assetType, :source, :version, :changedAt,
            :changedBy)
        on conflict do nothing
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update plant_node set name = :name, description = :description, asset_type = :assetType, source = :source,
            version = :version, changed_at = :changedAt, changed_by = :changedBy
        where tenant_id = :tenant and node_id = :node and not exists (select from plant_node other
            where other.tenant_id = plant_node.tenant_id and other.node_id <> plant_node.node_id
                and (other.parent_id is not distinct from plant_node.parent_id and other.name = :name
                    or other.source = :source))
        """);

    private static final SqlQuery<Boolean> HAS_PARTS = SqlQuery.of(
            Boolean.class, "select exists (select from plant_node where tenant_id = :tenant and parent_id = :node)");

    private static final SqlUpdate DELETE_TAGS =
            SqlUpdate.of("delete from tag where tenant_id = :tenant and asset_id = :node");

    private static final SqlUpdate DELETE =
            SqlUpdate.of("delete from plant_node where tenant_id = :tenant and node_id = :node");

    private static final SqlQuery<UUID> ASSETS_OF_TYPE =
            SqlQuery.of(UUID.class, "select node_id from plant_node where tenant_id = :tenant and asset_type = :type");

    private static final SqlQuery<Boolean> HAS_TYPE = SqlQuery.of(
            Boolean.class, "select exists (select from asset_type where tenant_id = :tenant and name = :name)");

    /** All parts, those above before those below. */
    List<PlantNode> all(Connection connection, TenantId tenant, int limit) {
        return ALL.on(connection).set("tenant", tenant).set("limit", limit).list();
    }

    Optional<PlantNode> find(Connection connection, TenantId tenant, UUID nodeId) {
        return FIND.on(connection).set("tenant", tenant).set("node", nodeId).first();
    }

    /** The part, locked until the end of the transaction. */
    Optional<PlantNode> lock(Connection connection, TenantId tenant, UUID nodeId) {
        return LOCK.on(connection).set("tenant", tenant).set("node", nodeId).first();
    }

    /** False when the name or the source is taken. */
    boolean insert(Connection connection, TenantId tenant, PlantNode node) {
        SqlUpdate.Call insert =
                INSERT.on(connection).set("parent", node.parentId()).set("level", node.level());
        return run(insert, tenant, node);
    }

    /** Writes name, description, type and source; false when another has the name or the source. */
    boolean update(Connection connection, TenantId tenant, PlantNode node) {
        return run(UPDATE.on(connection), tenant, node);
    }

    private static boolean run(SqlUpdate.Call call, TenantId tenant, PlantNode node) {
        return call.set("tenant", tenant)
                        .set("node", node.nodeId())
                        .set("name", node.name())
                        .set("description", node.description())
                        .set("assetType", node.assetType())
                        .set("source", node.source())
                        .set("version", node.version())
                        .set("changedAt", node.changedAt())
                        .set("changedBy", node.changedBy())
                        .run()
                == 1;
    }

    boolean hasParts(Connection connection, TenantId tenant, UUID nodeId) {
        return HAS_PARTS
                .on(connection)
                .set("tenant", tenant)
                .set("node", nodeId)
                .one();
    }

    /** Removes a part that has no parts, with its tags; their readings stay until their time is over. */
    void delete(Connection connection, TenantId tenant, UUID nodeId) {
        DELETE_TAGS.on(connection).set("tenant", tenant).set("node", nodeId).run();
        DELETE.on(connection).set("tenant", tenant).set("node", nodeId).run();
    }

    /** Assets of a type. */
    List<UUID> assetsOfType(Connection connection, TenantId tenant, String type) {
        return ASSETS_OF_TYPE
                .on(connection)
                .set("tenant", tenant)
                .set("type", type)
                .list();
    }

    boolean hasType(Connection connection, TenantId tenant, String name) {
        return HAS_TYPE.on(connection).set("tenant", tenant).set("name", name).one();
    }
}
