package io.trivium.industrial.monitor;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.alarm.ModelAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.reading.ReadingQuery;
import io.trivium.industrial.reading.TrendView;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Handles users' requests about monitors. */
@ApplicationScoped
class MonitorService {
    private final MonitorStore store;
    private final ModelAlarms alarms;
    private final ReadingQuery readings;
    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    MonitorService(
            MonitorStore store,
            ModelAlarms alarms,
            ReadingQuery readings,
            PlantPlaces places,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.store = store;
        this.alarms = alarms;
        this.readings = readings;
        this.places = places;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Lets an asset's monitor learn from scratch, starting now; its alarm ends. */
    MonitorView restart(TenantId tenant, UUID assetId, @Nullable Integer version) {
        places.require(tenant, assetId);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.withConnection(tenant, connection -> {
            StoredMonitor before = store.lock(connection, tenant, assetId)
                    .filter(monitor -> monitor.state() != MonitorState.STOPPED)
                    .orElseThrow(() -> new PlatformException(
                            IndustrialErrorCode.MONITOR_NOT_FOUND, IndustrialErrorCode.MONITOR_NOT_FOUND.meaning()));
            if (version != null && before.version() != version) {
                throw new PlatformException(
                        IndustrialErrorCode.MONITOR_CHANGED_MEANWHILE,
                        "The monitor has version " + before.version() + " by now: it was set to learn again.",
                        Map.of("version", before.version()));
            }
            StoredMonitor after = Monitors.restarted(before, now);
            store.put(connection, tenant, after, now);
            alarms.end(connection, tenant, assetId, AlarmKind.ANOMALY, now, Monitors.LEARNS_AGAIN);
            audit.append(
                    "monitor.restart", "plant/" + assetId, AuditOutcome.SUCCESS, Map.of("version", after.version()));
            return after.view();
        });
    }

    /** The highest score of each pixel. */
    List<MonitorResource.ScorePoint> scores(TenantId tenant, UUID assetId, Instant from, Instant to, int pixels) {
        places.require(tenant, assetId);
        boolean scored = transactions.withConnection(
                tenant, connection -> store.tags(connection, tenant, assetId).containsKey(ScoreTag.NAME));
        if (!scored) return List.of();
        TrendView trend = readings.trends(tenant, assetId, List.of(ScoreTag.NAME), from, to, pixels)
                .getFirst();
        List<MonitorResource.ScorePoint> points = new ArrayList<>();
        for (int p = 0; p < trend.at().length; p++) {
            points.add(new MonitorResource.ScorePoint(
                    Instant.ofEpochMilli(Math.round(trend.at()[p])), trend.highest()[p]));
        }
        return points;
    }
}
