package io.trivium.industrial.alarm.rule;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The condition of an alarm, as of its last activation.
 *
 * @param name of the rule; with the asset it names the alarm
 * @param ruleId null if no rule is needed, as for silence
 * @param unit of the value and the limit
 * @param cause what alarms of one cause are grouped by
 * @param escalateAfter until it is escalated; null for never
 */
public record AlarmCondition(
        String name,
        @Nullable UUID ruleId,
        AlarmKind kind,
        @Nullable String tag,
        @Nullable String unit,
        AlarmPriority priority,
        AlarmLimit.@Nullable Side side,
        @Nullable Double limit,
        @Nullable String advice,
        String cause,
        @Nullable Duration escalateAfter) {

    public static AlarmCondition of(AlarmRule rule, @Nullable String unit, String line) {
        return new AlarmCondition(
                rule.name(),
                rule.ruleId(),
                rule.kind(),
                rule.tag(),
                unit,
                rule.priority(),
                rule.side(),
                rule.limit(),
                rule.advice(),
                rule.cause() == null ? line : rule.cause(),
                rule.escalateAfterMinutes() == null ? null : Duration.ofMinutes(rule.escalateAfterMinutes()));
    }

    public AlarmCondition withoutRule() {
        return new AlarmCondition(name, null, kind, tag, unit, priority, side, limit, advice, cause, escalateAfter);
    }
}
