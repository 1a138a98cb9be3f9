package io.trivium.industrial.cycle;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the readings from which cycles are detected, in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CycleReadings {

    /** Names of an asset's tags by their numbers; empty unless it has them all. */
    Map<Integer, String> tags(Connection connection, TenantId tenant, UUID assetId, List<String> names)
            throws SQLException {
        Map<Integer, String> found = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select name, tag_id from tag where tenant_id = ? and asset_id = ? and name = any (?::text[])")) {
            Binder.of(select).text(tenant.value()).id(assetId).array("text", names.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    String name = columns.text();
                    found.put(columns.whole(), name);
                }
            }
        }
        return found.size() < names.size() ? Map.of() : found;
    }

    /** Time of the first reading of any of these tags from a moment on; null without one. */
    @Nullable
    Instant next(Connection connection, Map<Integer, String> tags, Instant from) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select min(r.at) from unnest(?::int[]) t (tag_id)
                cross join lateral (select at from reading where tag_id = t.tag_id and at >= ? order by at limit 1) r""")) {
            Binder.of(select).array("int", tags.keySet().toArray()).time(from);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Columns.of(row).timeOrNull();
            }
        }
    }

    /** Good readings from a moment on and before another, with the last of each tag before. */
    CycleSamples read(Connection connection, TenantId tenant, Map<Integer, String> tags, Instant from, Instant to)
            throws SQLException {
        CycleSamples samples = new CycleSamples();
        try (PreparedStatement select = connection.prepareStatement("""
                select w.tag_id, r.at, r.value from unnest(?::int[]) w (tag_id)
                cross join lateral (select at, value from reading
                    where tag_id = w.tag_id and at < ? and quality > 0 order by at desc limit 1) r""")) {
            Binder.of(select).array("int", tags.keySet().toArray()).time(from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    String tag = tags.getOrDefault(columns.whole(), "");
                    samples.before(tag, columns.time(), columns.number());
                }
            }
        }
        try (PreparedStatement select = connection.prepareStatement("""
                select r.tag_id, r.at, r.value from reading r join tag t on t.tenant_id = ? and t.tag_id = r.tag_id
                where r.tag_id = any (?::int[]) and r.at >= ? and r.at < ? and r.quality > 0""")) {
            Binder.of(select)
                    .text(tenant.value())
                    .array("int", tags.keySet().toArray())
                    .time(from)
                    .time(to);
            select.setFetchSize(5_000);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    String tag = tags.getOrDefault(columns.whole(), "");
                    samples.add(tag, columns.time(), columns.number());
                }
            }
        }
        return samples;
    }
}
