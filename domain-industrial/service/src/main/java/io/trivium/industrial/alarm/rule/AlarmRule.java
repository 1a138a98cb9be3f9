package io.trivium.industrial.alarm.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Defines when an alarm is raised on the assets of a type, or on one asset. A rule of an asset takes precedence over
 * its type's rule of the same name.
 *
 * @param name the name of the alarm: the condition
 * @param assetType type of the assets to which it applies; null for a rule of one asset
 * @param assetId asset to which it applies; null for a rule of a type
 * @param tag that is watched; only of limits
 * @param side on which a value exceeds the limit; null for silence
 * @param limit in the tag's unit; of an anomaly the score, of remaining life cycles, of a cycle the
 *     probability that it was defective; null for silence
 * @param deadband how far a value must come back
 * @param onDelaySeconds how long a value must be beyond the limit first, by the time at the sensor
 * @param offDelaySeconds how long it must be back
 * @param advice what to do, shown with the alarm
 * @param cause the key by which alarms of one cause are grouped; null for the asset's line
 * @param suppressWhen when the alarm is suppressed by design; null for never
 * @param escalateAfterMinutes until an unacknowledged alarm is escalated, repeatedly; null for never
 */
public record AlarmRule(
        UUID ruleId,
        int version,
        String name,
        @Nullable String assetType,
        @Nullable UUID assetId,
        AlarmKind kind,
        @Nullable String tag,
        AlarmLimit.@Nullable Side side,
        @Nullable Double limit,
        double deadband,
        int onDelaySeconds,
        int offDelaySeconds,
        AlarmPriority priority,
        @Nullable String advice,
        @Nullable String cause,
        @Nullable Suppression suppressWhen,
        @Nullable Integer escalateAfterMinutes,
        boolean enabled,
        Instant changedAt,
        String changedBy) {

    /**
     * A tag of the same asset beyond a limit, such as a speed of 0: the alarm means nothing then.
     *
     * @param tag of the same asset
     * @param side on which the alarm is put aside
     * @param limit in the tag's unit
     */
    public record Suppression(String tag, AlarmLimit.Side side, double limit) {

        public AlarmLimit asLimit() {
            return new AlarmLimit(side, limit, 0, Duration.ZERO, Duration.ZERO);
        }
    }

    /**
     * Returns the limit with which values are compared.
     *
     * @throws IllegalStateException for a rule of silence, which has none
     */
    public AlarmLimit asLimit() {
        if (side == null || limit == null) throw new IllegalStateException("a rule of silence has no limit");
        return new AlarmLimit(
                side, limit, deadband, Duration.ofSeconds(onDelaySeconds), Duration.ofSeconds(offDelaySeconds));
    }
}
