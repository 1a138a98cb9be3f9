package io.trivium.industrial.overview;

import io.trivium.industrial.alarm.AlarmPriority;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is stored of one asset that its health follows from. */
record AssetSigns(
        UUID assetId,
        int openAlarms,
        @Nullable AlarmPriority highest,
        @Nullable Instant silentSince,
        @Nullable Instant lastReadingAt,
        @Nullable String monitorState,
        @Nullable Double score,
        OverviewView.@Nullable LifeSummary life) {

    static AssetSigns none(UUID assetId) {
        return new AssetSigns(assetId, 0, null, null, null, null, null, null);
    }

    AssetHealth health(HealthPolicy policy) {
        return policy.of(new HealthPolicy.Signs(
                silentSince != null,
                "learning".equals(monitorState),
                highest,
                score,
                life == null ? null : life.lower()));
    }
}
