package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.reading.ObservedTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts alarms. Thread-safe. */
@ApplicationScoped
class AlarmFigureReader {
    private static final int TOP = 10;
    private static final int TOP_OF_FLOOD = 5;
    private static final int MOST_FLOODS = 100;

    private final AlarmReader alarms;
    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    AlarmFigureReader(AlarmReader alarms, PlantPlaces places, TenantTransactions transactions, InstantSource clock) {
        this.alarms = alarms;
        this.places = places;
        this.transactions = transactions;
        this.clock = clock;
    }

    AlarmFigures figures(TenantId tenant, Duration period) {
        Instant to = clock.instant();
        Instant from = to.minus(period);
        Map<UUID, AssetPlace> assets = places.all(tenant);
        List<AlarmView> standing = alarms.longestStanding(tenant, TOP);
        return transactions.withConnection(tenant, connection -> {
            List<AlarmFigures.AlarmBar> bars = bars(connection, tenant, from, to);
            List<AlarmFigures.AlarmFlood> floods = floods(connection, tenant, from, assets);
            Instant observed = ObservedTime.later(from, to, ObservedTime.since(connection, tenant));
            double seconds = seconds(observed, to);
            long all = bars.stream().mapToLong(AlarmFigures.AlarmBar::alarms).sum();
            double flooded = floods.stream()
                    .mapToDouble(flood -> seconds(later(flood.from(), observed), flood.to() == null ? to : flood.to()))
                    .sum();
            return new AlarmFigures(
                    bars,
                    floods,
                    top(connection, tenant, from, null, TOP, assets),
                    standing,
                    all * 3600.0 / seconds,
                    Math.min(100, 100 * flooded / seconds),
                    observed);
        });
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }

    private static List<AlarmFigures.AlarmBar> bars(Connection connection, TenantId tenant, Instant from, Instant to)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select b.at, count(o.alarm_id)
                from generate_series(date_bin('10 minutes', ?::timestamptz, 'epoch'), ?::timestamptz, '10 minutes') b (at)
                left join alarm_occurrence o on o.tenant_id = ? and o.announced and o.raised_at >= b.at
                    and o.raised_at < b.at + interval '10 minutes'
                group by 1 order by 1""")) {
            Binder.of(select).time(from).time(to).text(tenant.value());
            List<AlarmFigures.AlarmBar> bars = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    bars.add(new AlarmFigures.AlarmBar(columns.time(), columns.large()));
                }
            }
            return bars;
        }
    }

    private static List<AlarmFigures.AlarmFlood> floods(
            Connection connection, TenantId tenant, Instant from, Map<UUID, AssetPlace> assets) throws SQLException {
        List<AlarmFigures.AlarmFlood> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select f.flood_id, f.began_at, f.ended_at, count(o.alarm_id), mode() within group (order by a.cause)
                from alarm_flood f
                left join alarm_occurrence o on o.tenant_id = f.tenant_id and o.flood_id = f.flood_id
                left join alarm a on a.tenant_id = o.tenant_id and a.alarm_id = o.alarm_id
                where f.tenant_id = ? and (f.ended_at is null or f.ended_at > ?)
                group by 1, 2, 3 order by 2 desc limit ?""")) {
            Binder.of(select).text(tenant.value()).time(from).whole(MOST_FLOODS);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new AlarmFigures.AlarmFlood(
                            columns.id(),
                            columns.time(),
                            columns.timeOrNull(),
                            columns.large(),
                            columns.textOrNull(),
                            List.of()));
                }
            }
        }
        List<AlarmFigures.AlarmFlood> complete = new ArrayList<>();
        for (AlarmFigures.AlarmFlood flood : found) {
            complete.add(new AlarmFigures.AlarmFlood(
                    flood.floodId(),
                    flood.from(),
                    flood.to(),
                    flood.alarms(),
                    flood.cause(),
                    top(connection, tenant, Instant.EPOCH, flood.floodId(), TOP_OF_FLOOD, assets)));
        }
        return complete;
    }

    private static List<AlarmFigures.AlarmTally> top(
            Connection connection,
            TenantId tenant,
            Instant from,
            @Nullable UUID floodId,
            int limit,
            Map<UUID, AssetPlace> assets)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select a.condition, a.asset_id, count(*)
                from alarm_occurrence o
                join alarm a on a.tenant_id = o.tenant_id and a.alarm_id = o.alarm_id
                where o.tenant_id = ? and o.announced and o.raised_at >= ? and (?::uuid is null or o.flood_id = ?)
                group by 1, 2 order by 3 desc, 1, 2 limit ?""")) {
            Binder.of(select)
                    .text(tenant.value())
                    .time(from)
                    .id(floodId)
                    .id(floodId)
                    .whole(limit);
            List<AlarmFigures.AlarmTally> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    String condition = columns.text();
                    AssetPlace asset = assets.get(columns.id());
                    found.add(
                            new AlarmFigures.AlarmTally(condition, asset == null ? "" : asset.name(), columns.large()));
                }
            }
            return found;
        }
    }
}
