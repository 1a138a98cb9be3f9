package io.trivium.industrial.notification;

import io.trivium.industrial.alarm.rule.AlarmPriority;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * The recipients of notifications of an alarm until it is acknowledged, in order.
 *
 * @param version incremented with every change; 0 before the first
 * @param steps in the order of their times
 */
public record NotificationPlan(
        @Min(0) int version,
        boolean enabled,
        @NotNull @Size(max = 10) List<@NotNull @Valid Step> steps) {
    static final NotificationPlan NONE = new NotificationPlan(0, false, List.of());

    /**
     * One step of the escalation.
     *
     * @param afterMinutes since the alarm was raised, while it is not acknowledged
     * @param target e-mail address or https address
     * @param leastPriority alarms of a lower one are left out
     */
    public record Step(
            @Min(0) @Max(1_440) int afterMinutes,
            @NotNull NotificationChannel channel,
            @NotNull @Size(min = 3, max = 500) String target,
            @NotNull AlarmPriority leastPriority) {}
}
