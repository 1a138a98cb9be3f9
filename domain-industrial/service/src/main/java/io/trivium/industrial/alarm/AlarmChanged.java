package io.trivium.industrial.alarm;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.alarm.state.AlarmState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alarm was raised, ended, or was handled; the payload of {@code industrial.alarm.v1}. Its versions count all
 * changes of one alarm without a gap.
 *
 * @param change the change, such as {@code raised} or {@code acknowledged}
 * @param condition name of the rule
 * @param kind of {@link AlarmKind}
 * @param priority of {@link AlarmPriority}
 * @param state shown to an operator, of {@link AlarmState.Shown}
 * @param activeSince when it last began to hold, by the time at the sensor
 * @param value at which it was raised; absent if there is none
 * @param limit that was exceeded; absent if there is none
 * @param escalation number of escalations since it was raised
 */
@EventType(AlarmChanged.TYPE)
public record AlarmChanged(
        UUID alarmId,
        int version,
        String change,
        UUID assetId,
        String condition,
        String kind,
        String priority,
        String state,
        boolean active,
        Instant activeSince,
        @Nullable String tag,
        @Nullable Double value,
        @Nullable Double limit,
        String message,
        int escalation)
        implements EventPayload {

    public static final String TYPE = "io.trivium.industrial.alarm.changed";
    public static final String TOPIC = "industrial.alarm.v1";

    public AlarmChanged {
        EventRules.require(alarmId != null, "alarmId", "must be there");
        EventRules.require(version >= 1, "version", "must be 1 or more");
        EventRules.require(isText(change, 63), "change", "must be 1 to 63 characters");
        EventRules.require(assetId != null, "assetId", "must be there");
        EventRules.require(isText(condition, 100), "condition", "must be 1 to 100 characters");
        EventRules.require(isText(kind, 63), "kind", "must be 1 to 63 characters");
        EventRules.require(isText(priority, 63), "priority", "must be 1 to 63 characters");
        EventRules.require(isText(state, 63), "state", "must be 1 to 63 characters");
        EventRules.require(activeSince != null, "activeSince", "must be there");
        EventRules.require(isText(message, 1000), "message", "must be 1 to 1000 characters");
        EventRules.require(escalation >= 0, "escalation", "must not be negative");
    }

    private static boolean isText(@Nullable String text, int longest) {
        return text != null && !text.isEmpty() && text.length() <= longest;
    }

    static AlarmChanged of(Alarm alarm, String change, Instant now) {
        AlarmCondition condition = alarm.condition();
        return new AlarmChanged(
                alarm.alarmId(),
                alarm.version(),
                change,
                alarm.assetId(),
                condition.name(),
                condition.kind().wireName(),
                condition.priority().wireName(),
                alarm.state().shown(now).wireName(),
                alarm.state().active(),
                alarm.activeSince(),
                condition.tag(),
                alarm.occurrence().value(),
                condition.limit(),
                alarm.occurrence().message(),
                alarm.handling().escalation());
    }
}
