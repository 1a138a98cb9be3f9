package io.trivium.industrial.overview;

import io.trivium.industrial.alarm.rule.AlarmPriority;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The plant on one screen: assets by line, those without a line under the next part above them. */
public record OverviewView(Instant at, List<LineView> lines, PlantFigures figures) {

    /** Assets below one part of the plant.
     * @param path its names, outermost first, its own included */
    public record LineView(UUID lineId, String name, List<String> path, List<AssetSummary> assets) {}

    /**
     * One asset.
     *
     * @param openAlarms number of announced alarms
     * @param anomalyScore of its monitor, 1 being the limit; null without one or while it learns
     * @param learningUntil when its monitor has learned enough, if readings do not pause; null once it has, or without one
     * @param silentSince null while it sends readings
     */
    public record AssetSummary(
            UUID assetId,
            String name,
            @Nullable String assetType,
            AssetHealth health,
            int openAlarms,
            @Nullable AlarmPriority highestPriority,
            @Nullable Double anomalyScore,
            @Nullable Instant learningUntil,
            @Nullable LifeSummary life,
            @Nullable Instant silentSince) {}

    /** The last estimate of remaining useful life.
     * @param lower lower end of the 90 % interval
     * @param upper upper end
     * @param unit such as {@code cycles} */
    public record LifeSummary(double expected, double lower, double upper, String unit, Instant at) {}

    /** Announced alarms by priority. */
    public record AnnouncedAlarms(long low, long medium, long high, long critical) {}

    /**
     * The plant in figures.
     *
     * @param shelved alarms put aside by persons for a time
     * @param suppressed alarms suppressed by design
     * @param outOfService alarms taken out of service
     * @param alarmsLast10Min announced in the last ten minutes
     * @param flood whether there are more than an operator can follow
     * @param openWorkOrders proposed, planned or in progress
     * @param readingsPerSecond of the last whole minute that is rolled up; null if nothing is received
     */
    public record PlantFigures(
            AnnouncedAlarms announced,
            long unacknowledged,
            long shelved,
            long suppressed,
            long outOfService,
            long alarmsLast10Min,
            boolean flood,
            long openWorkOrders,
            @Nullable Double readingsPerSecond) {}
}
