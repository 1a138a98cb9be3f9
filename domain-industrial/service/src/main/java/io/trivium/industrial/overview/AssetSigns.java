package io.trivium.industrial.overview;

import io.trivium.industrial.alarm.rule.AlarmPriority;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored data of one asset that determines its health.
 *
 * @param highest priority of its annunciated alarms, those that have returned but are not acknowledged included
 * @param highestActive priority of those whose condition holds
 */
record AssetSigns(
        UUID assetId,
        int openAlarms,
        @Nullable AlarmPriority highest,
        @Nullable AlarmPriority highestActive,
        @Nullable Instant silentSince,
        @Nullable Instant lastReadingAt,
        @Nullable String monitorState,
        @Nullable Double score,
        @Nullable Instant learningUntil,
        OverviewView.@Nullable LifeSummary life) {

    static AssetSigns none(UUID assetId) {
        return new AssetSigns(assetId, 0, null, null, null, null, null, null, null, null);
    }

    AssetHealth health(HealthPolicy policy) {
        return policy.of(new HealthPolicy.Signs(
                silentSince != null,
                "learning".equals(monitorState),
                highestActive,
                score,
                life == null ? null : life.lower()));
    }
}
