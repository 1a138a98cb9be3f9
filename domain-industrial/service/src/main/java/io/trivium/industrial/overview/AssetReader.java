package io.trivium.industrial.overview;

import io.trivium.core.model.ModelReference;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.Evidence.TagShare;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.LifeWindow;
import io.trivium.industrial.monitor.MonitorView;
import io.trivium.industrial.monitor.Monitors;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current state of one asset, from stored data. Thread-safe. */
@ApplicationScoped
class AssetReader {
    private static final int MOST_ESTIMATES = 500;
    /** An estimate is old once the asset has run on for so long without another. */
    private static final Duration DEGRADED_AFTER = Duration.ofMinutes(15);

    /** The latest first. */
    private static final SqlQuery<Estimate> ESTIMATES = SqlQuery.of(Estimate.class, """
        select at, expected, lower, upper, horizon, model_version, outlook from asset_life l
        where tenant_id = :tenant and asset_id = :asset and at > coalesce((select max(r.at) from asset_renewal r
            where r.tenant_id = l.tenant_id and r.asset_id = l.asset_id), '-infinity')
        order by at desc limit :limit
        """);

    private static final SqlQuery<Instant> RENEWAL = SqlQuery.of(Instant.class, """
        select max(at) from asset_renewal where tenant_id = :tenant and asset_id = :asset having max(at) is not null
        """);

    private record Estimate(
            AssetView.LifePoint point,
            double horizon,
            ModelReference modelVersion,
            @Nullable FailureOutlook outlook) {}

    private final OverviewReader overview;
    private final PlantPlaces places;
    private final Monitors monitors;
    private final TenantTransactions transactions;

    AssetReader(OverviewReader overview, PlantPlaces places, Monitors monitors, TenantTransactions transactions) {
        this.overview = overview;
        this.places = places;
        this.monitors = monitors;
        this.transactions = transactions;
    }

    AssetView asset(TenantId tenant, UUID assetId) {
        AssetPlace place = places.require(tenant, assetId);
        return transactions.withConnection(tenant, connection -> {
            AssetSigns signs = overview.signs(connection, tenant, assetId);
            return new AssetView(
                    assetId,
                    place.name(),
                    place.path(),
                    place.assetType(),
                    place.source(),
                    place.description(),
                    signs.health(overview.policy()),
                    signs.openAlarms(),
                    monitors.find(connection, tenant, assetId)
                            .map(AssetReader::anomaly)
                            .orElse(null),
                    life(connection, tenant, assetId, signs.lastReadingAt()),
                    renewal(connection, tenant, assetId),
                    signs.silentSince(),
                    signs.lastReadingAt());
        });
    }

    private static AssetView.AssetAnomaly anomaly(MonitorView monitor) {
        List<TagShare> shares = monitor.shares();
        return new AssetView.AssetAnomaly(
                monitor.version(),
                monitor.state().wireName(),
                monitor.learned(),
                monitor.needed(),
                monitor.learningUntil(),
                monitor.score(),
                shares,
                monitor.judgedTo(),
                Monitors.MODEL_VERSION);
    }

    private AssetView.@Nullable AssetLife life(
            Connection connection, TenantId tenant, UUID assetId, @Nullable Instant lastReadingAt) {
        List<Estimate> estimates = ESTIMATES
                .on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("limit", MOST_ESTIMATES)
                .list();
        if (estimates.isEmpty()) return null;
        Estimate last = estimates.getFirst();
        return new AssetView.AssetLife(
                last.point.expected(),
                last.point.lower(),
                last.point.upper(),
                last.horizon,
                "cycles",
                last.point.at(),
                last.modelVersion,
                lastReadingAt != null && last.point.at().plus(DEGRADED_AFTER).isBefore(lastReadingAt),
                last.outlook,
                estimates.reversed().stream().map(Estimate::point).toList());
    }

    private static AssetView.@Nullable AssetRenewal renewal(Connection connection, TenantId tenant, UUID assetId) {
        return RENEWAL.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .first()
                .map(at -> new AssetView.AssetRenewal(at, LifeWindow.LEAST_CYCLES))
                .orElse(null);
    }
}
