package io.trivium.industrial.alarm;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.reading.ObservedTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

    private static final SqlQuery<AlarmFigures.AlarmBar> BARS = SqlQuery.of(AlarmFigures.AlarmBar.class, """
        select b.at, count(o.alarm_id) as alarms
        from generate_series(date_bin('10 minutes', :from::timestamptz, 'epoch'), :to::timestamptz, '10 minutes') b (at)
        left join alarm_occurrence o on o.tenant_id = :tenant and o.announced and o.raised_at >= b.at
            and o.raised_at < b.at + interval '10 minutes'
        group by 1 order by 1
        """);

    private static final SqlQuery<Flood> FLOODS = SqlQuery.of(Flood.class, """
        select f.flood_id, f.began_at as from, f.ended_at as to, count(o.alarm_id) as alarms,
            mode() within group (order by a.cause) as cause
        from alarm_flood f
        left join alarm_occurrence o on o.tenant_id = f.tenant_id and o.flood_id = f.flood_id
        left join alarm a on a.tenant_id = o.tenant_id and a.alarm_id = o.alarm_id
        where f.tenant_id = :tenant and (f.ended_at is null or f.ended_at > :from)
        group by 1, 2, 3 order by 2 desc limit :limit
        """);

    private static final SqlQuery<Tally> TOP_CONDITIONS = SqlQuery.of(Tally.class, """
        select a.condition, a.asset_id, count(*) as alarms
        from alarm_occurrence o
        join alarm a on a.tenant_id = o.tenant_id and a.alarm_id = o.alarm_id
        where o.tenant_id = :tenant and o.announced and o.raised_at >= :from
            and (:flood::uuid is null or o.flood_id = :flood)
        group by 1, 2 order by 3 desc, 1, 2 limit :limit
        """);

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

    private record Flood(
            UUID floodId,
            Instant from,
            @Nullable Instant to,
            long alarms,
            @Nullable String cause) {}

    private record Tally(String condition, UUID assetId, long alarms) {}

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

    private static List<AlarmFigures.AlarmBar> bars(Connection connection, TenantId tenant, Instant from, Instant to) {
        return BARS.on(connection)
                .set("tenant", tenant)
                .set("from", from)
                .set("to", to)
                .list();
    }

    private static List<AlarmFigures.AlarmFlood> floods(
            Connection connection, TenantId tenant, Instant from, Map<UUID, AssetPlace> assets) {
        return FLOODS.on(connection).set("tenant", tenant).set("from", from).set("limit", MOST_FLOODS).list().stream()
                .map(flood -> new AlarmFigures.AlarmFlood(
                        flood.floodId,
                        flood.from,
                        flood.to,
                        flood.alarms,
                        flood.cause,
                        top(connection, tenant, Instant.EPOCH, flood.floodId, TOP_OF_FLOOD, assets)))
                .toList();
    }

    private static List<AlarmFigures.AlarmTally> top(
            Connection connection,
            TenantId tenant,
            Instant from,
            @Nullable UUID floodId,
            int limit,
            Map<UUID, AssetPlace> assets) {
        return TOP_CONDITIONS
                .on(connection)
                .set("tenant", tenant)
                .set("from", from)
                .set("flood", floodId)
                .set("limit", limit)
                .list()
                .stream()
                .map(each -> {
                    AssetPlace asset = assets.get(each.assetId);
                    return new AlarmFigures.AlarmTally(each.condition, asset == null ? "" : asset.name(), each.alarms);
                })
                .toList();
    }
}
