package io.trivium.industrial.alarm;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alarm with what became of it, and of those like it.
 *
 * @param history the latest first, at most 200 entries
 * @param similar earlier times of the same condition on assets of the same type, those with an outcome first
 */
public record AlarmDetail(AlarmView alarm, List<AlarmHistoryEntry> history, List<SimilarAlarm> similar) {

    /**
     * Something that happened to the alarm.
     *
     * @param actor user, or {@code system}
     * @param event such as {@code raised} or {@code acknowledged}
     */
    public record AlarmHistoryEntry(
            Instant at,
            String actor,
            String event,
            @Nullable String note) {}

    /**
     * An earlier time.
     *
     * @param outcome of its work order; null if there was none
     */
    public record SimilarAlarm(
            UUID alarmId,
            String assetName,
            String condition,
            Instant activeSince,
            @Nullable Instant clearedAt,
            @Nullable String outcome) {}
}
