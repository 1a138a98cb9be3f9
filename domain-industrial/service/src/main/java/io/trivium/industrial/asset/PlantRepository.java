package io.trivium.industrial.asset;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parts of the plant in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class PlantRepository {
    private static final String COLUMNS =
            "node_id, parent_id, level, name, description, asset_type, source, version, changed_at, changed_by";

    /** All parts, those above before those below. */
    List<PlantNode> all(Connection connection, TenantId tenant, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from plant_node where tenant_id = ? order by array_position(array['enterprise', 'site', 'area',"
                + " 'line', 'asset'], level), name, node_id limit ?")) {
            select.setString(1, tenant.value());
            select.setInt(2, limit);
            return nodes(select);
        }
    }

    Optional<PlantNode> find(Connection connection, TenantId tenant, UUID nodeId) throws SQLException {
        return one(connection, "node_id = ?", tenant, nodeId);
    }

    /** The part, locked until the end of the transaction. */
    Optional<PlantNode> lock(Connection connection, TenantId tenant, UUID nodeId) throws SQLException {
        return one(connection, "node_id = ? for update", tenant, nodeId);
    }

    /** False when the name or the source is taken. */
    boolean insert(Connection connection, TenantId tenant, PlantNode node) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into plant_node (" + COLUMNS
                + ", tenant_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            insert.setObject(1, node.nodeId());
            insert.setObject(2, node.parentId());
            insert.setString(3, node.level().wireName());
            insert.setString(4, node.name());
            insert.setString(5, node.description());
            insert.setString(6, node.assetType());
            insert.setString(7, node.source());
            insert.setInt(8, node.version());
            insert.setObject(9, node.changedAt().atOffset(ZoneOffset.UTC));
            insert.setString(10, node.changedBy());
            insert.setString(11, tenant.value());
            return insert.executeUpdate() == 1;
        }
    }

    /** Writes name, description, type and source; false when another has the name or the source. */
    boolean update(Connection connection, TenantId tenant, PlantNode node) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update plant_node set name = ?, description = ?, asset_type = ?, source = ?, version = ?,
                    changed_at = ?, changed_by = ?
                where tenant_id = ? and node_id = ? and not exists (select from plant_node other
                    where other.tenant_id = plant_node.tenant_id and other.node_id <> plant_node.node_id
                      and (other.parent_id is not distinct from plant_node.parent_id and other.name = ?
                           or other.source = ?))""")) {
            update.setString(1, node.name());
            update.setString(2, node.description());
            update.setString(3, node.assetType());
            update.setString(4, node.source());
            update.setInt(5, node.version());
            update.setObject(6, node.changedAt().atOffset(ZoneOffset.UTC));
            update.setString(7, node.changedBy());
            update.setString(8, tenant.value());
            update.setObject(9, node.nodeId());
            update.setString(10, node.name());
            update.setString(11, node.source());
            return update.executeUpdate() == 1;
        }
    }

    boolean hasParts(Connection connection, TenantId tenant, UUID nodeId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select exists (select from plant_node where tenant_id = ? and parent_id = ?)")) {
            select.setString(1, tenant.value());
            select.setObject(2, nodeId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Removes a part that has no parts, with its tags; their readings stay until their time is over. */
    void delete(Connection connection, TenantId tenant, UUID nodeId) throws SQLException {
        for (String sql : new String[] {
            "delete from tag where tenant_id = ? and asset_id = ?",
            "delete from plant_node where tenant_id = ? and node_id = ?"
        }) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setString(1, tenant.value());
                delete.setObject(2, nodeId);
                delete.executeUpdate();
            }
        }
    }

    /** Assets of a type. */
    List<UUID> assetsOfType(Connection connection, TenantId tenant, String type) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select node_id from plant_node where tenant_id = ? and asset_type = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, type);
            List<UUID> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    boolean hasType(Connection connection, TenantId tenant, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select exists (select from asset_type where tenant_id = ? and name = ?)")) {
            select.setString(1, tenant.value());
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static Optional<PlantNode> one(Connection connection, String condition, TenantId tenant, UUID nodeId)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from plant_node where tenant_id = ? and " + condition)) {
            select.setString(1, tenant.value());
            select.setObject(2, nodeId);
            return nodes(select).stream().findFirst();
        }
    }

    private static List<PlantNode> nodes(PreparedStatement select) throws SQLException {
        List<PlantNode> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new PlantNode(
                        row.getObject(1, UUID.class),
                        nullableId(row, 2),
                        PlantLevel.of(row.getString(3)),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getInt(8),
                        row.getObject(9, OffsetDateTime.class).toInstant(),
                        row.getString(10)));
            }
        }
        return found;
    }

    private static @Nullable UUID nullableId(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }
}
