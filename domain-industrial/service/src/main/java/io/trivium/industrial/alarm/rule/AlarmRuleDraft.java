package io.trivium.industrial.alarm.rule;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it shall be; see {@link AlarmRule}.
 *
 * @param version that the caller saw; 0 for a rule that is not there yet
 */
public record AlarmRuleDraft(
        @Min(0) int version,
        @NotNull @Size(min = 1, max = 100) String name,
        @Nullable @Size(max = 64) String assetType,
        @Nullable UUID assetId,
        @NotNull AlarmKind kind,
        @Nullable @Size(min = 1, max = 200) String tag,
        AlarmLimit.@Nullable Side side,
        @Nullable Double limit,
        @DecimalMin("0") double deadband,
        @Min(0) @Max(86_400) int onDelaySeconds,
        @Min(0) @Max(86_400) int offDelaySeconds,
        @NotNull AlarmPriority priority,
        @Nullable @Size(min = 1, max = 500) String advice,
        @Nullable @Size(min = 1, max = 100) String cause,
        @Nullable @Valid SuppressionDraft suppressWhen,
        @Nullable @Min(1) @Max(10_080) Integer escalateAfterMinutes,
        boolean enabled) {

    /** As {@link AlarmRule.Suppression}. */
    public record SuppressionDraft(
            @NotNull @Size(min = 1, max = 200) String tag,
            @NotNull AlarmLimit.Side side,
            double limit) {}

    public AlarmRule as(UUID ruleId, int after, Instant now, String actor) {
        return new AlarmRule(
                ruleId,
                after,
                name,
                assetType,
                assetId,
                kind,
                tag,
                side,
                limit,
                deadband,
                onDelaySeconds,
                offDelaySeconds,
                priority,
                advice,
                cause,
                suppressWhen == null
                        ? null
                        : new AlarmRule.Suppression(suppressWhen.tag(), suppressWhen.side(), suppressWhen.limit()),
                escalateAfterMinutes,
                enabled,
                now,
                actor);
    }
}
