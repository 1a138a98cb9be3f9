package io.trivium.industrial.alarm.state;

import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;

/**
 * An operator said what an alarm of a monitor was. Fired in the transaction that records it.
 *
 * @param occurrence the last one, counted from 1
 * @param from when it began to hold
 * @param to when it was over; the present while it holds
 * @param tag that added most to the score
 */
public record AlarmJudged(
        TenantId tenant,
        UUID alarmId,
        int occurrence,
        UUID assetId,
        Instant from,
        Instant to,
        String tag,
        AlarmVerdict verdict) {}
