package io.trivium.industrial.alarm;

import io.trivium.industrial.alarm.rule.AlarmCondition;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A condition that begins to hold.
 *
 * @param at by the time at the sensor
 * @param value that says so
 * @param message one sentence
 * @param suppressed whether the rule puts the alarm aside at present
 */
public record Finding(
        UUID assetId,
        AlarmCondition condition,
        Instant at,
        @Nullable Double value,
        String message,
        @Nullable Evidence evidence,
        boolean suppressed) {}
