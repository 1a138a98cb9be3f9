package io.trivium.industrial.overview;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current state of the plant, from stored data. Thread-safe. */
@ApplicationScoped
class OverviewReader {
    private static final String ANNOUNCED = "not a.out_of_service and not a.suppressed"
            + " and (a.shelved_until is null or a.shelved_until <= :now) and (a.active or not a.acknowledged)";

    private static final SqlQuery<AssetSigns> SIGNS = SqlQuery.of(AssetSigns.class, """
        select n.node_id as asset_id, coalesce(o.alarms, 0) as open_alarms,
            (array['low', 'medium', 'high', 'critical'])[o.highest] as highest,
            (array['low', 'medium', 'high', 'critical'])[o.highest_active] as highest_active, s.silent_since,
            s.last_at as last_reading_at, m.state as monitor_state,
            case when m.state = 'watching' then m.score end as score,
            case when m.state = 'learning' then m.learning_from + m.needed * m.step_ms * interval '1 millisecond' end
                as learning_until,
            case when l.at is not null then jsonb_build_object('expected', l.expected, 'lower', l.lower,
                'upper', l.upper, 'unit', 'cycles', 'at', l.at) end as life
        from plant_node n
        left join (
            select a.asset_id, count(*) as alarms,
                max(array_position(array['low', 'medium', 'high', 'critical'], a.priority)) as highest,
                max(array_position(array['low', 'medium', 'high', 'critical'], a.priority)) filter (where a.active)
                    as highest_active
            from alarm a where a.tenant_id = :tenant and\s""" + ANNOUNCED + """
             group by 1) o on o.asset_id = n.node_id
        left join asset_activity s on s.tenant_id = n.tenant_id and s.asset_id = n.node_id
        left join asset_monitor m on m.tenant_id = n.tenant_id and m.asset_id = n.node_id
        left join lateral (
            select expected, lower, upper, at from asset_life e
            where e.tenant_id = n.tenant_id and e.asset_id = n.node_id
                and e.at > coalesce((select max(r.at) from asset_renewal r
                    where r.tenant_id = e.tenant_id and r.asset_id = e.asset_id), '-infinity')
            order by e.at desc limit 1) l on true
        where n.tenant_id = :tenant and n.level = 'asset' and (:asset::uuid is null or n.node_id = :asset)
        """);

    private static final SqlQuery<OverviewView.PlantFigures> FIGURES =
            SqlQuery.of(OverviewView.PlantFigures.class, """
        select count(*) filter (where announced and priority = 'low') as low,
            count(*) filter (where announced and priority = 'medium') as medium,
            count(*) filter (where announced and priority = 'high') as high,
            count(*) filter (where announced and priority = 'critical') as critical,
            count(*) filter (where announced and not acknowledged) as unacknowledged,
            count(*) filter (where shelved) as shelved, count(*) filter (where suppressed) as suppressed,
            count(*) filter (where out_of_service) as out_of_service,
            (select count(*) from alarm_occurrence o where o.tenant_id = :tenant and o.announced
                and o.raised_at > :since) as alarms_last10_min,
            exists (select from alarm_flood f where f.tenant_id = :tenant and f.ended_at is null) as flood,
            (select count(*) from work_order w where w.tenant_id = :tenant
                and w.state in ('proposed', 'planned', 'in-progress')) as open_work_orders,
            (select sum(r.points) / 60.0 from reading_1m r where r.at = :minute) as readings_per_second
        from (select a.priority, a.acknowledged, a.shelved_until > :now as shelved, a.suppressed, a.out_of_service,\s""" + ANNOUNCED + """
             as announced
            from alarm a where a.tenant_id = :tenant) a
        """);

    private static final Duration ROLLED_UP = Duration.ofMinutes(2);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final HealthPolicy health;
    private final InstantSource clock;

    OverviewReader(PlantPlaces places, TenantTransactions transactions, HealthConfig config, InstantSource clock) {
        this.places = places;
        this.transactions = transactions;
        this.health = new HealthPolicy(config.planBelowCycles(), config.actBelowCycles(), config.watchFromScore());
        this.clock = clock;
    }

    OverviewView overview(TenantId tenant) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        Instant now = clock.instant();
        return transactions.withConnection(tenant, connection -> {
            Map<UUID, AssetSigns> signs = signs(connection, tenant, null, now);
            Map<UUID, OverviewView.LineView> lines = new LinkedHashMap<>();
            for (AssetPlace place : assets.values()) {
                lines.computeIfAbsent(
                                place.groupId(),
                                id -> new OverviewView.LineView(
                                        id, place.groupName(), place.groupPath(), new ArrayList<>()))
                        .assets()
                        .add(summary(place, signs.getOrDefault(place.assetId(), AssetSigns.none(place.assetId()))));
            }
            return new OverviewView(now, List.copyOf(lines.values()), figures(connection, tenant, now));
        });
    }

    /** Returns the stored data of one asset. */
    AssetSigns signs(Connection connection, TenantId tenant, UUID assetId) {
        return signs(connection, tenant, assetId, clock.instant()).getOrDefault(assetId, AssetSigns.none(assetId));
    }

    HealthPolicy policy() {
        return health;
    }

    private OverviewView.AssetSummary summary(AssetPlace place, AssetSigns signs) {
        return new OverviewView.AssetSummary(
                place.assetId(),
                place.name(),
                place.assetType(),
                signs.health(health),
                signs.openAlarms(),
                signs.highest(),
                signs.score(),
                signs.learningUntil(),
                signs.life(),
                signs.silentSince());
    }

    private static Map<UUID, AssetSigns> signs(
            Connection connection, TenantId tenant, @Nullable UUID assetId, Instant now) {
        Map<UUID, AssetSigns> found = new HashMap<>();
        SIGNS.on(connection)
                .set("tenant", tenant)
                .set("now", now)
                .set("asset", assetId)
                .each(signs -> found.put(signs.assetId(), signs));
        return found;
    }

    private static OverviewView.PlantFigures figures(Connection connection, TenantId tenant, Instant now) {
        return FIGURES.on(connection)
                .set("tenant", tenant)
                .set("now", now)
                .set("since", now.minus(TEN_MINUTES))
                .set("minute", now.minus(ROLLED_UP).truncatedTo(ChronoUnit.MINUTES))
                .one();
    }
}
