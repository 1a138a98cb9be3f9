package io.trivium.industrial.overview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.alarm.Evidence.TagShare;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.LifeWindow;
import io.trivium.industrial.monitor.MonitorView;
import io.trivium.industrial.monitor.Monitors;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current state of one asset, from stored data. Thread-safe. */
@ApplicationScoped
class AssetReader {
    private static final int MOST_ESTIMATES = 500;
    /** An estimate is old once the asset has run on for so long without another. */
    private static final Duration DEGRADED_AFTER = Duration.ofMinutes(15);

    private final ObjectMapper json = StrictJson.mapper();
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
            Connection connection, TenantId tenant, UUID assetId, @Nullable Instant lastReadingAt) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select at, expected, lower, upper, horizon,"
                + " model_version, outlook from asset_life l where tenant_id = ? and asset_id = ? and at > coalesce((select"
                + " max(r.at) from asset_renewal r where r.tenant_id = l.tenant_id and r.asset_id = l.asset_id),"
                + " '-infinity') order by at desc limit "
                + MOST_ESTIMATES)) {
            Binder.of(select).text(tenant.value()).id(assetId);
            List<AssetView.LifePoint> history = new ArrayList<>();
            double horizon = 0;
            String modelVersion = "";
            String outlook = null;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    history.addFirst(new AssetView.LifePoint(
                            columns.time(), columns.number(), columns.number(), columns.number()));
                    if (history.size() == 1) {
                        horizon = columns.number();
                        modelVersion = columns.text();
                        outlook = columns.textOrNull();
                    }
                }
            }
            if (history.isEmpty()) {
                return null;
            }
            AssetView.LifePoint last = history.getLast();
            return new AssetView.AssetLife(
                    last.expected(),
                    last.lower(),
                    last.upper(),
                    horizon,
                    "cycles",
                    last.at(),
                    modelVersion,
                    lastReadingAt != null && last.at().plus(DEGRADED_AFTER).isBefore(lastReadingAt),
                    outlook == null ? null : outlook(outlook),
                    List.copyOf(history));
        }
    }

    private static AssetView.@Nullable AssetRenewal renewal(Connection connection, TenantId tenant, UUID assetId)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select max(at) from asset_renewal where tenant_id = ? and asset_id = ?")) {
            Binder.of(select).text(tenant.value()).id(assetId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Instant at = Columns.of(row).timeOrNull();
                return at == null ? null : new AssetView.AssetRenewal(at, LifeWindow.LEAST_CYCLES);
            }
        }
    }

    private FailureOutlook outlook(String text) {
        try {
            return json.readValue(text, FailureOutlook.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what an asset may fail of cannot be read", e);
        }
    }
}
