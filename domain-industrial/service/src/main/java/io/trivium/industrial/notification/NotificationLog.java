package io.trivium.industrial.notification;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The latest notifications, the newest first. */
public record NotificationLog(List<Entry> items) {

    /**
     * One notification.
     *
     * @param step of the plan, counted from 1
     * @param attempts so far
     * @param sentAt when the mail server or the receiver took it; null until then
     * @param givenUpAt when it was no longer tried; null until then
     */
    public record Entry(
            long deliveryId,
            UUID alarmId,
            String condition,
            String assetName,
            int step,
            NotificationChannel channel,
            String target,
            Instant createdAt,
            int attempts,
            @Nullable Instant sentAt,
            @Nullable Instant givenUpAt,
            @Nullable String lastFailure) {}
}
