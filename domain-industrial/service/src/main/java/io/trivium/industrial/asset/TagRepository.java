package io.trivium.industrial.asset;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tags in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class TagRepository {
    private static final String COLUMNS = "tag_id, asset_id, name, description, unit, low, high, sampling_ms, version";

    List<TagView> ofAsset(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from tag where tenant_id = ? and asset_id = ? order by name limit 10000")) {
            select.setString(1, tenant.value());
            select.setObject(2, assetId);
            return tags(select);
        }
    }

    List<TagView> all(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from tag where tenant_id = ? order by asset_id, name")) {
            select.setString(1, tenant.value());
            select.setFetchSize(5_000);
            return tags(select);
        }
    }

    Optional<TagView> find(Connection connection, TenantId tenant, UUID assetId, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from tag where tenant_id = ? and asset_id = ? and name = ?")) {
            select.setString(1, tenant.value());
            select.setObject(2, assetId);
            select.setString(3, name);
            return tags(select).stream().findFirst();
        }
    }

    /** Adds the tags that the asset does not have yet. */
    int addMissing(
            Connection connection, TenantId tenant, UUID assetId, List<TagDefinition> tags, String actor, Instant now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into tag (tenant_id, asset_id, name,"
                + " description, unit, low, high, sampling_ms, version, changed_at, changed_by)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) on conflict do nothing")) {
            for (TagDefinition tag : tags) {
                insert.setString(1, tenant.value());
                insert.setObject(2, assetId);
                insert.setString(3, tag.name());
                set(insert, 4, tag);
                insert.setObject(9, now.atOffset(ZoneOffset.UTC));
                insert.setString(10, actor);
                insert.addBatch();
            }
            int added = 0;
            for (int count : insert.executeBatch()) {
                added += Math.max(count, 0);
            }
            return added;
        }
    }

    /** Writes a tag that was seen in this version; false when it now has another. */
    boolean update(Connection connection, TenantId tenant, TagView seen, TagDefinition tag, String actor, Instant now)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update tag set description = ?, unit = ?, low = ?,"
                + " high = ?, sampling_ms = ?, version = version + 1, changed_at = ?, changed_by = ?"
                + " where tenant_id = ? and tag_id = ? and version = ?")) {
            set(update, 1, tag);
            update.setObject(6, now.atOffset(ZoneOffset.UTC));
            update.setString(7, actor);
            update.setString(8, tenant.value());
            update.setInt(9, seen.tagId());
            update.setInt(10, seen.version());
            return update.executeUpdate() == 1;
        }
    }

    /** False when the tag now has another version. */
    boolean delete(Connection connection, TenantId tenant, int tagId, int version) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from tag where tenant_id = ? and tag_id = ? and version = ?")) {
            delete.setString(1, tenant.value());
            delete.setInt(2, tagId);
            delete.setInt(3, version);
            return delete.executeUpdate() == 1;
        }
    }

    /** Description, unit, range and sampling, from that parameter on. */
    private static void set(PreparedStatement statement, int first, TagDefinition tag) throws SQLException {
        statement.setString(first, tag.description());
        statement.setString(first + 1, tag.unit().code());
        statement.setObject(first + 2, tag.low(), Types.DOUBLE);
        statement.setObject(first + 3, tag.high(), Types.DOUBLE);
        statement.setInt(first + 4, tag.samplingMs());
    }

    private static List<TagView> tags(PreparedStatement select) throws SQLException {
        List<TagView> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new TagView(
                        row.getInt(1),
                        row.getObject(2, UUID.class),
                        new TagDefinition(
                                row.getString(3),
                                row.getString(4),
                                new UcumUnit(row.getString(5)),
                                number(row, 6),
                                number(row, 7),
                                row.getInt(8)),
                        row.getInt(9)));
            }
        }
        return found;
    }

    private static @Nullable Double number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }
}
