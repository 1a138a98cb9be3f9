package io.trivium.industrial.asset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asset types in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class AssetTypeRepository {
    private static final TypeReference<List<TagDefinition>> TAGS = new TypeReference<>() {};

    private final ObjectMapper json = StrictJson.mapper();

    List<AssetType> all(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select name, description, tags, monitor, cycle, version from asset_type where tenant_id = ? order by name limit 1000")) {
            select.setString(1, tenant.value());
            return types(select);
        }
    }

    Optional<AssetType> find(Connection connection, TenantId tenant, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select name, description, tags, monitor, cycle, version from asset_type where tenant_id = ? and name = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, name);
            return types(select).stream().findFirst();
        }
    }

    /**
     * Writes a type that was seen in its version (0: not there).
     *
     * @return false when it now has another version
     */
    boolean put(Connection connection, TenantId tenant, AssetType type, String actor, Instant now) throws SQLException {
        String sql = type.version() == 0
                ? "insert into asset_type (description, tags, monitor, cycle, changed_at, changed_by, tenant_id, name,"
                        + " version) values (?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ? + 1) on conflict do nothing"
                : "update asset_type set description = ?, tags = ?::jsonb, monitor = ?::jsonb, cycle = ?::jsonb,"
                        + " changed_at = ?, changed_by = ?, version = version + 1 where tenant_id = ? and name = ? and version = ?";
        try (PreparedStatement put = connection.prepareStatement(sql)) {
            put.setString(1, type.description());
            put.setString(2, write(type.tags()));
            put.setString(3, type.monitor() == null ? null : write(type.monitor()));
            put.setString(4, type.cycle() == null ? null : write(type.cycle()));
            put.setObject(5, now.atOffset(ZoneOffset.UTC));
            put.setString(6, actor);
            put.setString(7, tenant.value());
            put.setString(8, type.name());
            put.setInt(9, type.version());
            return put.executeUpdate() == 1;
        }
    }

    private String write(Object part) {
        try {
            return json.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an asset type cannot be written as JSON", e);
        }
    }

    private List<AssetType> types(PreparedStatement select) throws SQLException {
        List<AssetType> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String monitor = row.getString(4);
                String cycle = row.getString(5);
                found.add(new AssetType(
                        row.getString(1),
                        row.getString(2),
                        json.readValue(row.getString(3), TAGS),
                        monitor == null ? null : json.readValue(monitor, MonitorPlan.class),
                        cycle == null ? null : json.readValue(cycle, CyclePlan.class),
                        row.getInt(6)));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an asset type cannot be read", e);
        }
        return found;
    }
}
