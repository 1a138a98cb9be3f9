package io.trivium.industrial.rul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.LifeEstimate;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cycles and estimates in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class LifeStore {
    /** Cycles at the start of a life, which are what its later ones are compared with. */
    private static final int FIRST = 15;

    /** The latest cycles; no estimate looks back farther. */
    private static final int LATEST = 1_000;

    private final ObjectMapper json = StrictJson.mapper();

    /**
     * The position of an asset in its life.
     *
     * @param since its last renewal; null if none is known
     * @param cycledTo end of its last cycle; null before the first
     * @param estimatedTo cycle of the last estimate; null before the first
     */
    record Standing(
            UUID assetId,
            String assetType,
            @Nullable Instant since,
            @Nullable Instant cycledTo,
            @Nullable Instant estimatedTo) {}

    /**
     * One cycle.
     *
     * @param at its end
     * @param values by tag, settings first
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Cycle(Instant at, double[] values) {}

    /** Assets that have a type. A new life of one begins with each renewal. */
    List<Standing> standings(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select n.node_id, n.asset_type,
                    (select max(r.at) from asset_renewal r where r.tenant_id = n.tenant_id and r.asset_id = n.node_id),
                    (select max(c.at) from asset_cycle c where c.tenant_id = n.tenant_id and c.asset_id = n.node_id),
                    (select max(l.at) from asset_life l where l.tenant_id = n.tenant_id and l.asset_id = n.node_id)
                from plant_node n where n.tenant_id = ? and n.asset_type is not null order by n.node_id""")) {
            Binder.of(select).text(tenant.value());
            List<Standing> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new Standing(
                            columns.id(),
                            columns.text(),
                            columns.timeOrNull(),
                            columns.timeOrNull(),
                            columns.timeOrNull()));
                }
            }
            return found;
        }
    }

    /** Numbers of an asset's tags in the order of the names; empty unless it has them all. */
    List<Integer> tagIds(Connection connection, TenantId tenant, UUID assetId, List<String> names) throws SQLException {
        Map<String, Integer> found = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select name, tag_id from tag where tenant_id = ? and asset_id = ? and name = any (?::text[])")) {
            Binder.of(select).text(tenant.value()).id(assetId).array("text", names.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.put(columns.text(), columns.whole());
                }
            }
        }
        return found.size() < names.size()
                ? List.of()
                : names.stream().map(found::get).toList();
    }

    /** The first reading of any of these tags; null without one. */
    @Nullable
    Instant firstReading(Connection connection, List<Integer> tagIds) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select min(r.at) from unnest(?::int[]) t (tag_id)
                cross join lateral (select at from reading where tag_id = t.tag_id order by at limit 1) r""")) {
            Binder.of(select).array("int", tagIds.toArray());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Columns.of(row).timeOrNull();
            }
        }
    }

    /** Adds a cycle that is not there yet. */
    void addCycle(Connection connection, TenantId tenant, UUID assetId, Cycle cycle) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into asset_cycle (tenant_id, asset_id, at,"
                + " readings) values (?, ?, ?, ?) on conflict do nothing")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(assetId)
                    .time(cycle.at())
                    .array("float8", Arrays.stream(cycle.values()).boxed().toArray());
            insert.executeUpdate();
        }
    }

    /**
     * Returns the cycles of an asset's present life that an estimate uses, oldest first: the first ones and the latest.
     */
    List<Cycle> cycles(Connection connection, TenantId tenant, UUID assetId, @Nullable Instant since)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                with life as (select at, readings from asset_cycle
                    where tenant_id = ? and asset_id = ? and at > coalesce(?::timestamptz, '-infinity'))
                (select at, readings from life order by at limit ?)
                union (select at, readings from life order by at desc limit ?)
                order by at""")) {
            Binder.of(select)
                    .text(tenant.value())
                    .id(assetId)
                    .time(since)
                    .whole(FIRST)
                    .whole(LATEST);
            List<Cycle> cycles = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Double[] values = (Double[]) row.getArray(2).getArray();
                    cycles.add(new Cycle(
                            Columns.of(row).time(),
                            Arrays.stream(values)
                                    .mapToDouble(Double::doubleValue)
                                    .toArray()));
                }
            }
            return cycles;
        }
    }

    /** False when another process stored it before. */
    boolean add(
            Connection connection,
            TenantId tenant,
            UUID assetId,
            Instant at,
            LifeEstimate estimate,
            double horizon,
            String modelVersion,
            @Nullable FailureOutlook outlook)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into asset_life (tenant_id, asset_id, at,"
                + " expected, lower, upper, horizon, model_version, outlook) values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)"
                + " on conflict do nothing")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(assetId)
                    .time(at)
                    .number(estimate.cycles())
                    .number(estimate.lower())
                    .number(estimate.upper())
                    .number(horizon)
                    .text(modelVersion)
                    .text(outlook == null ? null : json(outlook));
            return insert.executeUpdate() == 1;
        }
    }

    /** Removes an asset's cycles and estimates from before; not the first of its present life, nor the last of each. */
    int purge(Connection connection, TenantId tenant, Standing standing, Instant before) throws SQLException {
        int removed;
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from asset_cycle where tenant_id = ? and asset_id = ? and at < ? and at not in (
                    select at from asset_cycle where tenant_id = ? and asset_id = ?
                        and at > coalesce(?::timestamptz, '-infinity') order by at limit ?)
                    and at < (select max(at) from asset_cycle where tenant_id = ? and asset_id = ?)""")) {
            Binder.of(delete)
                    .text(tenant.value())
                    .id(standing.assetId())
                    .time(before)
                    .text(tenant.value())
                    .id(standing.assetId())
                    .time(standing.since())
                    .whole(FIRST)
                    .text(tenant.value())
                    .id(standing.assetId());
            removed = delete.executeUpdate();
        }
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from asset_life where tenant_id = ? and asset_id = ? and at < ? and at < (
                    select max(at) from asset_life where tenant_id = ? and asset_id = ?)""")) {
            Binder.of(delete)
                    .text(tenant.value())
                    .id(standing.assetId())
                    .time(before)
                    .text(tenant.value())
                    .id(standing.assetId());
            return removed + delete.executeUpdate();
        }
    }

    private String json(FailureOutlook outlook) {
        try {
            return json.writeValueAsString(outlook);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an outlook cannot be written as JSON", e);
        }
    }
}
