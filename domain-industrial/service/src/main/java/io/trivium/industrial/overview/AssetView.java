package io.trivium.industrial.overview;

import io.trivium.core.model.ModelReference;
import io.trivium.industrial.alarm.Evidence.TagShare;
import io.trivium.industrial.model.FailureOutlook;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One asset with the results of its models.
 *
 * @param path names of the parts of the plant above it, outermost first
 * @param source source name of its readings
 * @param openAlarms number of announced alarms
 * @param anomaly null if its type has no monitor
 * @param life null if the remaining life of its present life has not been estimated yet
 * @param renewal null if no repair or replacement is known
 * @param silentSince null while it sends readings
 * @param lastReadingAt latest time at the sensor
 */
public record AssetView(
        UUID assetId,
        String name,
        List<String> path,
        @Nullable String assetType,
        @Nullable String source,
        String description,
        AssetHealth health,
        int openAlarms,
        @Nullable AssetAnomaly anomaly,
        @Nullable AssetLife life,
        @Nullable AssetRenewal renewal,
        @Nullable Instant silentSince,
        @Nullable Instant lastReadingAt) {

    /**
     * Its monitor.
     *
     * @param state {@code learning}, {@code watching} or {@code stopped}
     * @param learned rows of normal operation so far
     * @param needed rows after which it watches
     * @param learningUntil when it has learned enough, if readings do not pause; null once it has
     * @param score 1 being the asset's own limit; null while it learns
     * @param shares the contribution of each tag to the score, the largest first
     * @param at of the last row, by the time at the sensor
     */
    public record AssetAnomaly(
            int version,
            String state,
            int learned,
            int needed,
            @Nullable Instant learningUntil,
            @Nullable Double score,
            List<TagShare> shares,
            Instant at,
            ModelReference modelVersion) {}

    /**
     * Its remaining useful life.
     *
     * @param lower lower end of the 90 % interval
     * @param upper upper end; at the horizon it means that or more
     * @param horizon number of cycles beyond which no wear is visible
     * @param degraded whether the model runtime did not answer since, so that the estimate is old
     * @param outlook probable failure modes, given with the estimate; null if there is no model for them, or life
     * reaches the horizon
     * @param history the latest estimates, oldest first, at most 500
     */
    public record AssetLife(
            double expected,
            double lower,
            double upper,
            double horizon,
            String unit,
            Instant at,
            ModelReference modelVersion,
            boolean degraded,
            @Nullable FailureOutlook outlook,
            List<LifePoint> history) {}

    /**
     * Begin of its present life: it was repaired or replaced.
     *
     * @param cyclesNeeded of operation since then, until there is an estimate
     */
    public record AssetRenewal(Instant at, int cyclesNeeded) {}

    /** One estimate. */
    public record LifePoint(Instant at, double expected, double lower, double upper) {}
}
