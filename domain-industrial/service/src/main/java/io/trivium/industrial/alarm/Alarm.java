package io.trivium.industrial.alarm;

import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.state.AlarmState;
import io.trivium.industrial.alarm.state.AlarmVerdict;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The alarm of one asset and condition, as it is stored.
 *
 * @param version incremented with every change
 * @param state after ISA-18.2; of a stored alarm {@code activeSince} is not null
 * @param lastChange by the service's clock
 */
public record Alarm(
        UUID alarmId,
        int version,
        UUID assetId,
        AlarmCondition condition,
        AlarmState state,
        Occurrence occurrence,
        Handling handling,
        Instant lastChange) {

    /**
     * The last time it was active.
     *
     * @param number counted from 1
     * @param clearedAt when it was last over; null while it was not yet
     * @param value that it was raised on
     * @param message one sentence
     * @param floodId flood that it was part of
     */
    public record Occurrence(
            int number,
            @Nullable Instant clearedAt,
            @Nullable Double value,
            String message,
            @Nullable UUID floodId,
            @Nullable UUID workOrderId,
            @Nullable Evidence evidence) {

        Occurrence cleared(Instant at) {
            return new Occurrence(number, at, value, message, floodId, workOrderId, evidence);
        }

        Occurrence withWorkOrder(UUID order) {
            return new Occurrence(number, clearedAt, value, message, floodId, order, evidence);
        }
    }

    /**
     * The acts of users on an alarm.
     *
     * @param reason for which it was last shelved or taken out of service
     * @param escalation how often it was escalated since it was raised
     * @param escalateAt when it is escalated next
     * @param verdict on the last time; null before one is given
     */
    public record Handling(
            @Nullable Instant acknowledgedAt,
            @Nullable String acknowledgedBy,
            @Nullable String shelvedBy,
            @Nullable String reason,
            int escalation,
            @Nullable Instant escalateAt,
            @Nullable AlarmVerdict verdict) {

        static final Handling NONE = new Handling(null, null, null, null, 0, null, null);

        Handling acknowledged(Instant at, String by) {
            return new Handling(at, by, shelvedBy, reason, escalation, null, verdict);
        }

        Handling putAside(@Nullable String by, @Nullable String why) {
            return new Handling(acknowledgedAt, acknowledgedBy, by, why, escalation, escalateAt, verdict);
        }

        Handling raised(@Nullable Instant escalate) {
            return new Handling(null, null, shelvedBy, reason, 0, escalate, null);
        }

        Handling escalated(@Nullable Instant next) {
            return new Handling(acknowledgedAt, acknowledgedBy, shelvedBy, reason, escalation + 1, next, verdict);
        }

        Handling judged(AlarmVerdict given) {
            return new Handling(acknowledgedAt, acknowledgedBy, shelvedBy, reason, escalation, escalateAt, given);
        }
    }

    Alarm changed(AlarmState after, Occurrence last, Handling handled, Instant now) {
        return new Alarm(alarmId, version + 1, assetId, condition, after, last, handled, now);
    }

    /** The same change, with the work order that followed from it. */
    Alarm tiedTo(UUID order) {
        return new Alarm(
                alarmId, version, assetId, condition, state, occurrence.withWorkOrder(order), handling, lastChange);
    }

    /** When the condition last began to hold, by the time at the sensor. */
    public Instant activeSince() {
        Instant since = state.activeSince();
        return since == null ? lastChange : since;
    }
}
