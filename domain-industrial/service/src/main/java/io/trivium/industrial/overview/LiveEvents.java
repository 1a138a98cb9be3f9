package io.trivium.industrial.overview;

import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.reading.ReadingQuality;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Data of live events. */
final class LiveEvents {

    private LiveEvents() {}

    /** Assets whose summary changed since the last event, all in the first. */
    record LiveOverview(List<LiveAsset> assets, OverviewView.PlantFigures figures) {}

    record LiveAsset(
            UUID assetId,
            AssetHealth health,
            int openAlarms,
            @Nullable AlarmPriority highestPriority,
            @Nullable Double anomalyScore) {

        static LiveAsset of(OverviewView.AssetSummary summary) {
            return new LiveAsset(
                    summary.assetId(),
                    summary.health(),
                    summary.openAlarms(),
                    summary.highestPriority(),
                    summary.anomalyScore());
        }
    }

    /** Tags that have a new latest reading. */
    record LiveReadings(UUID assetId, List<LiveReading> items) {}

    record LiveReading(
            String tag, Instant at, double value, @Nullable ReadingQuality quality) {}

    record LiveWorkOrder(UUID workOrderId, String state) {}
}
