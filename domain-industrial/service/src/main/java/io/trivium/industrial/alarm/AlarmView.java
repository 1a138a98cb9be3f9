package io.trivium.industrial.alarm;

import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmLimit;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.alarm.state.AlarmState;
import io.trivium.industrial.alarm.state.AlarmVerdict;
import io.trivium.industrial.asset.AssetPlace;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alarm as it is shown.
 *
 * @param path names of the parts of the plant above the asset, outermost first
 * @param condition name of the rule
 * @param unit UCUM, of value and limit
 * @param active whether the condition holds, regardless of users' acts
 * @param activeSince when it last began to hold, by the time at the sensor
 * @param value that it was raised on
 * @param cause what alarms of one cause are grouped by: the rule's, or the line
 * @param floodId flood that it was part of
 * @param occurrences how often it was raised
 * @param escalation how often it was escalated since it was raised
 * @param verdict what an operator said that it was, this last time
 */
public record AlarmView(
        UUID alarmId,
        int version,
        UUID assetId,
        String assetName,
        List<String> path,
        @Nullable UUID ruleId,
        String condition,
        AlarmKind kind,
        @Nullable String tag,
        @Nullable String unit,
        AlarmPriority priority,
        AlarmState.Shown state,
        boolean active,
        Instant activeSince,
        @Nullable Instant clearedAt,
        Instant lastChange,
        @Nullable Double value,
        @Nullable Double limit,
        AlarmLimit.@Nullable Side side,
        String message,
        @Nullable String advice,
        @Nullable String cause,
        @Nullable UUID floodId,
        int occurrences,
        @Nullable Instant acknowledgedAt,
        @Nullable String acknowledgedBy,
        @Nullable Instant shelvedUntil,
        @Nullable String shelvedBy,
        @Nullable String reason,
        int escalation,
        @Nullable AlarmVerdict verdict,
        @Nullable UUID workOrderId,
        @Nullable Evidence evidence) {

    /** As it is at that moment. */
    public static AlarmView of(Alarm alarm, AssetPlace place, Instant now) {
        AlarmCondition condition = alarm.condition();
        Alarm.Occurrence last = alarm.occurrence();
        Alarm.Handling handling = alarm.handling();
        return new AlarmView(
                alarm.alarmId(),
                alarm.version(),
                alarm.assetId(),
                place.name(),
                place.path(),
                condition.ruleId(),
                condition.name(),
                condition.kind(),
                condition.tag(),
                condition.unit(),
                condition.priority(),
                alarm.state().shown(now),
                alarm.state().active(),
                alarm.activeSince(),
                last.clearedAt(),
                alarm.lastChange(),
                last.value(),
                condition.limit(),
                condition.side(),
                last.message(),
                condition.advice(),
                condition.cause(),
                last.floodId(),
                last.number(),
                handling.acknowledgedAt(),
                handling.acknowledgedBy(),
                alarm.state().isShelved(now) ? alarm.state().shelvedUntil() : null,
                handling.shelvedBy(),
                handling.reason(),
                handling.escalation(),
                handling.verdict(),
                last.workOrderId(),
                last.evidence());
    }
}
