package io.trivium.industrial.notification;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.AlarmView;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a notification of an alarm.
 *
 * @param tenantId organisation
 * @param event {@code alarm}, or {@code test}
 * @param step of the escalation, counted from 1; 0 of a test
 * @param alarm null of a test
 */
record NotificationMessage(
        TenantId tenantId, String event, int step, @Nullable AlarmView alarm) {

    String subject() {
        return alarm == null
                ? "Trivium: test notification"
                : oneLine("[" + alarm.priority().wireName().toUpperCase(Locale.ROOT) + "] " + alarm.assetName() + ": "
                        + alarm.condition() + (step > 1 ? " (escalation " + step + ")" : ""));
    }

    String text(Optional<String> consoleUrl) {
        if (alarm == null) return "This is a test of the notifications of alarms. Nothing has to be done.\n";
        StringBuilder text = new StringBuilder(alarm.message())
                .append("\n\nAsset: ")
                .append(String.join(" / ", alarm.path()))
                .append(" / ")
                .append(alarm.assetName())
                .append("\nActive since: ")
                .append(alarm.activeSince())
                .append("\nNot acknowledged yet.\n");
        if (alarm.advice() != null)
            text.append("\nWhat to do: ").append(alarm.advice()).append('\n');
        consoleUrl.ifPresent(url -> text.append("\n")
                .append(url.endsWith("/") ? url : url + "/")
                .append("alarms?selected=")
                .append(alarm.alarmId())
                .append('\n'));
        return text.toString();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
