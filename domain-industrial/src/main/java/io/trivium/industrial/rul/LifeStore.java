package io.trivium.industrial.rul;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.model.LifeEstimate;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cycles and estimates in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class LifeStore {
    private static final int MOST_CYCLES = 5_000;

    /** Where an asset is in its life.
     * @param since its last overhaul; null where none is known
     * @param estimatedTo cycle of the last estimate; null before the first */
    record Standing(
            UUID assetId,
            String assetType,
            @Nullable Instant since,
            @Nullable Instant estimatedTo) {}

    /** One cycle.
     * @param values by tag, all known */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Cycle(Instant at, double[] values) {}

    /** Assets that have a type. The life of one begins anew with finished work on it that its remaining life led to. */
    List<Standing> standings(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select n.node_id, n.asset_type,
                    (select max(w.done_at) from work_order w where w.tenant_id = n.tenant_id and w.asset_id = n.node_id
                        and w.task = 'industrial-rul' and w.outcome in ('confirmed', 'preventive')),
                    (select max(l.at) from asset_life l where l.tenant_id = n.tenant_id and l.asset_id = n.node_id)
                from plant_node n where n.tenant_id = ? and n.asset_type is not null order by n.node_id""")) {
            Binder.of(select).text(tenant.value());
            List<Standing> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new Standing(columns.id(), columns.text(), columns.timeOrNull(), columns.timeOrNull()));
                }
            }
            return found;
        }
    }

    /** Whether an asset has a reading of that tag after the moment; of any time for null. */
    boolean isBehind(Connection connection, TenantId tenant, UUID assetId, String tag, @Nullable Instant after)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select exists (select from tag t cross join lateral (
                    select from reading r where r.tag_id = t.tag_id and r.at > coalesce(?::timestamptz, '-infinity')
                    limit 1) r
                where t.tenant_id = ? and t.asset_id = ? and t.name = ?)""")) {
            Binder.of(select).time(after).text(tenant.value()).id(assetId).text(tag);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The cycles of an asset since a moment: times at which all tags have a reading, oldest first. */
    List<Cycle> cycles(Connection connection, TenantId tenant, UUID assetId, List<String> tags, @Nullable Instant since)
            throws SQLException {
        Map<String, Integer> columnOf = new HashMap<>();
        for (int c = 0; c < tags.size(); c++) {
            columnOf.put(tags.get(c), c);
        }
        List<Cycle> cycles = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select r.at, t.name, r.value from tag t join reading r on r.tag_id = t.tag_id
                where t.tenant_id = ? and t.asset_id = ? and t.name = any (?::text[])
                  and r.at > coalesce(?::timestamptz, '-infinity') and r.quality > 0
                order by r.at""")) {
            Binder.of(select)
                    .text(tenant.value())
                    .id(assetId)
                    .array("text", tags.toArray())
                    .time(since);
            select.setFetchSize(5_000);
            try (ResultSet row = select.executeQuery()) {
                Instant present = Instant.MIN;
                double[] values = unknown(tags.size());
                while (row.next() && cycles.size() < MOST_CYCLES) {
                    Columns columns = Columns.of(row);
                    Instant at = columns.time();
                    if (!at.equals(present)) {
                        add(cycles, present, values);
                        present = at;
                        values = unknown(tags.size());
                    }
                    values[columnOf.getOrDefault(columns.text(), 0)] = columns.number();
                }
                add(cycles, present, values);
            }
        }
        return cycles;
    }

    private static double[] unknown(int tags) {
        double[] values = new double[tags];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private static void add(List<Cycle> cycles, Instant at, double[] values) {
        if (Arrays.stream(values).noneMatch(Double::isNaN)) {
            cycles.add(new Cycle(at, values));
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
            String modelVersion)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into asset_life (tenant_id, asset_id, at,"
                + " expected, lower, upper, horizon, model_version) values (?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict do nothing")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(assetId)
                    .time(at)
                    .number(estimate.cycles())
                    .number(estimate.lower())
                    .number(estimate.upper())
                    .number(horizon)
                    .text(modelVersion);
            return insert.executeUpdate() == 1;
        }
    }
}
