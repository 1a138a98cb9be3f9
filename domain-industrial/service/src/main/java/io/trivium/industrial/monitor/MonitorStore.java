package io.trivium.industrial.monitor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.asset.MonitorPlan;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.model.AssetMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Monitors in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class MonitorStore {
    private static final String COLUMNS = "asset_id, version, state, tags, step_ms, needed, learned, learning_from,"
            + " calibration, baseline, judged_to, score, shares";
    private static final String WITHOUT_CALIBRATION = COLUMNS.replace(" calibration,", " null::jsonb,");

    /** In every calibration but those of versions that compared means only; such a monitor has to learn again. */
    private static final String SINCE_RELATIONS = "\"relations\"";

    private final ObjectMapper json = StrictJson.mapper();

    /** Returns the plans of the assets whose type has a monitor. */
    Map<UUID, MonitorPlan> plans(Connection connection, TenantId tenant) throws SQLException {
        Map<UUID, MonitorPlan> found = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select n.node_id, t.monitor from plant_node n"
                + " join asset_type t on t.tenant_id = n.tenant_id and t.name = n.asset_type"
                + " where n.tenant_id = ? and t.monitor is not null order by n.node_id")) {
            Binder.of(select).text(tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.put(columns.id(), read(columns.text(), MonitorPlan.class));
                }
            }
        }
        return found;
    }

    /** Numbers of an asset's tags by name. */
    Map<String, Integer> tags(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        Map<String, Integer> found = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select name, tag_id from tag where tenant_id = ? and asset_id = ? order by name")) {
            Binder.of(select).text(tenant.value()).id(assetId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.put(columns.text(), columns.whole());
                }
            }
        }
        return found;
    }

    /** Monitors by asset, without calibrations: they are large. */
    Map<UUID, StoredMonitor> all(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + WITHOUT_CALIBRATION + " from asset_monitor where tenant_id = ?")) {
            Binder.of(select).text(tenant.value());
            Map<UUID, StoredMonitor> found = new LinkedHashMap<>();
            monitors(select).forEach(monitor -> found.put(monitor.assetId(), monitor));
            return found;
        }
    }

    Optional<StoredMonitor> find(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        return one(connection, tenant, assetId, "");
    }

    /** The monitor, locked until the end of the transaction. */
    Optional<StoredMonitor> lock(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        return one(connection, tenant, assetId, " for update");
    }

    /** As {@link #lock}; empty when another process has it. */
    Optional<StoredMonitor> take(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        return one(connection, tenant, assetId, " for update skip locked");
    }

    private Optional<StoredMonitor> one(Connection connection, TenantId tenant, UUID assetId, String lock)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from asset_monitor where tenant_id = ? and asset_id = ?" + lock)) {
            Binder.of(select).text(tenant.value()).id(assetId);
            return monitors(select).stream().findFirst();
        }
    }

    /** Writes the whole monitor. */
    void put(Connection connection, TenantId tenant, StoredMonitor monitor, Instant now) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into asset_monitor (" + COLUMNS
                + ", changed_at, tenant_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)"
                + " on conflict (tenant_id, asset_id) do update set version = excluded.version, state = excluded.state,"
                + " tags = excluded.tags, step_ms = excluded.step_ms, needed = excluded.needed,"
                + " learned = excluded.learned, learning_from = excluded.learning_from,"
                + " calibration = excluded.calibration, baseline = excluded.baseline,"
                + " judged_to = excluded.judged_to, score = excluded.score,"
                + " shares = excluded.shares, changed_at = excluded.changed_at")) {
            Binder.of(upsert)
                    .id(monitor.assetId())
                    .whole(monitor.version())
                    .text(monitor.state().wireName())
                    .array("text", monitor.tags().toArray())
                    .whole(monitor.step().toMillis())
                    .whole(monitor.needed())
                    .whole(monitor.learned())
                    .time(monitor.learningFrom())
                    .text(monitor.calibration() == null ? null : write(monitor.calibration()))
                    .array("float8", monitor.baseline().toArray())
                    .time(monitor.judgedTo())
                    .number(monitor.score())
                    .array("float8", monitor.shares().toArray())
                    .time(now)
                    .text(tenant.value());
            upsert.executeUpdate();
        }
    }

    /** Writes where a monitor is after it judged rows; its calibration, which is large, stays. */
    void putJudged(Connection connection, TenantId tenant, StoredMonitor monitor, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update asset_monitor set baseline = ?,"
                + " judged_to = ?, score = ?, shares = ?, changed_at = ? where tenant_id = ? and asset_id = ?")) {
            Binder.of(update)
                    .array("float8", monitor.baseline().toArray())
                    .time(monitor.judgedTo())
                    .number(monitor.score())
                    .array("float8", monitor.shares().toArray())
                    .time(now)
                    .text(tenant.value())
                    .id(monitor.assetId());
            update.executeUpdate();
        }
    }

    private List<StoredMonitor> monitors(PreparedStatement select) throws SQLException {
        List<StoredMonitor> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(monitor(Columns.of(row)));
            }
        }
        return found;
    }

    private StoredMonitor monitor(Columns row) throws SQLException {
        UUID assetId = row.id();
        int version = row.whole();
        MonitorState state = MonitorState.of(row.text());
        List<String> tags = row.texts();
        Duration step = Duration.ofMillis(row.large());
        int needed = row.whole();
        int learned = row.whole();
        Instant learningFrom = row.time();
        String calibration = row.textOrNull();
        boolean older = calibration != null && !calibration.contains(SINCE_RELATIONS);
        return new StoredMonitor(
                assetId,
                version,
                older && state == MonitorState.WATCHING ? MonitorState.LEARNING : state,
                tags,
                step,
                needed,
                learned,
                learningFrom,
                calibration == null || older ? null : read(calibration, AssetMonitor.Calibration.class),
                row.numbers(),
                row.time(),
                row.numberOrNull(),
                row.numbers());
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a monitor cannot be written as JSON", e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a monitor cannot be read", e);
        }
    }
}
