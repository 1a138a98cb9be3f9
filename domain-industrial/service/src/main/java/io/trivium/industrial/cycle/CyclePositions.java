package io.trivium.industrial.cycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.asset.CyclePlan;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The positions up to which the readings of each asset are processed into cycles, in PostgreSQL; in the caller's
 * transaction. Thread-safe.
 */
@ApplicationScoped
class CyclePositions {
    private final ObjectMapper json = StrictJson.mapper();

    /**
     * The position of an asset.
     *
     * @param seenTo readings before that are made into cycles, and none was in progress then
     * @param lateFrom readings came from then on after they were looked through; null if none did
     */
    record Position(Instant seenTo, @Nullable Instant lateFrom) {}

    /** Assets whose type works in cycles. */
    List<CycleAsset> assets(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select n.node_id, t.name, t.cycle from plant_node n"
                        + " join asset_type t on t.tenant_id = n.tenant_id and t.name = n.asset_type"
                        + " where n.tenant_id = ? and t.cycle is not null order by n.node_id")) {
            Binder.of(select).text(tenant.value());
            List<CycleAsset> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new CycleAsset(columns.id(), columns.text(), plan(columns.text())));
                }
            }
            return found;
        }
    }

    private CyclePlan plan(String text) {
        try {
            return json.readValue(text, CyclePlan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("how cycles are detected cannot be read", e);
        }
    }

    /** The position, locked until the end of the transaction; empty when another process has it. */
    Optional<Position> take(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select seen_to, late_from from cycle_watch"
                + " where tenant_id = ? and asset_id = ? for update skip locked")) {
            Binder.of(select).text(tenant.value()).id(assetId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Columns columns = Columns.of(row);
                return Optional.of(new Position(columns.time(), columns.timeOrNull()));
            }
        }
    }

    /** Begins an asset where none has begun. */
    void begin(Connection connection, TenantId tenant, UUID assetId, Instant at) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into cycle_watch (tenant_id, asset_id, seen_to) values (?, ?, ?) on conflict do nothing")) {
            Binder.of(insert).text(tenant.value()).id(assetId).time(at);
            insert.executeUpdate();
        }
    }

    void put(Connection connection, TenantId tenant, UUID assetId, Position position) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update cycle_watch set seen_to = ?, late_from = ? where tenant_id = ? and asset_id = ?")) {
            Binder.of(update)
                    .time(position.seenTo())
                    .time(position.lateFrom())
                    .text(tenant.value())
                    .id(assetId);
            update.executeUpdate();
        }
    }

    /** Puts down, in the order of ids, since when readings came late. */
    void late(Connection connection, TenantId tenant, Map<UUID, Instant> from) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update cycle_watch set"
                + " late_from = least(coalesce(late_from, ?), ?) where tenant_id = ? and asset_id = ?")) {
            for (Map.Entry<UUID, Instant> asset : from.entrySet()) {
                Binder.of(update)
                        .time(asset.getValue())
                        .time(asset.getValue())
                        .text(tenant.value())
                        .id(asset.getKey());
                update.executeUpdate();
            }
        }
    }

    /** End of the last whole cycle that was over by then; null if there is none. */
    @Nullable
    Instant wholeBefore(Connection connection, TenantId tenant, UUID assetId, Instant at) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select max(ended_at) from process_cycle"
                + " where tenant_id = ? and asset_id = ? and ended_at <= ? and began_at >= ?::timestamptz - interval '1 day'"
                + " and state <> 'incomplete'")) {
            Binder.of(select).text(tenant.value()).id(assetId).time(at).time(at);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Columns.of(row).timeOrNull();
            }
        }
    }
}
