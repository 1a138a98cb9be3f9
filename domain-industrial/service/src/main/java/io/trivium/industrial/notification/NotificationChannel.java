package io.trivium.industrial.notification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The channel by which a notification is sent. */
public enum NotificationChannel {
    EMAIL,
    WEBHOOK;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The value of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static NotificationChannel of(String wireName) {
        for (NotificationChannel value : values()) {
            if (value.wireName.equals(wireName)) return value;
        }
        throw new IllegalArgumentException("channel is none of email, webhook");
    }
}
