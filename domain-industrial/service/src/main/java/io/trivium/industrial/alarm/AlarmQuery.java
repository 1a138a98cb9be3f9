package io.trivium.industrial.alarm;

import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The filter of alarms; null for any.
 *
 * @param open only those that are not normal: active, not acknowledged, shelved or out of service
 * @param lineId the part above the assets
 * @param from begin of the range of {@code activeSince}
 * @param to end of it, exclusive
 */
record AlarmQuery(
        boolean open,
        @Nullable UUID assetId,
        @Nullable UUID lineId,
        @Nullable AlarmPriority priority,
        @Nullable AlarmKind kind,
        @Nullable Instant from,
        @Nullable Instant to) {}
