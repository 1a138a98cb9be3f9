package io.trivium.core.event;

import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event with its context, by the names of CloudEvents 1.0.
 *
 * @param id 1 to 128 of {@code [A-Za-z0-9._:-]}; a redelivery has the same id, see {@link EventIds}
 * @param source URI reference of the producer, such as {@code /fin}
 * @param subject what the event is about, 1 to 256 printable characters; the key of the Kafka record
 * @param time when it happened, not when it was sent
 * @param traceparent W3C trace context; travels as a Kafka header, not in the JSON
 * @param extensions further attributes of the sender by name, see {@link EventExtensions}; values are String, Boolean or
 *     Integer
 */
public record EventEnvelope<T extends EventPayload>(
        String id,
        String source,
        String subject,
        Instant time,
        TenantId tenantId,
        String type,
        int schemaVersion,
        T data,
        @Nullable String traceparent,
        Map<String, Object> extensions) {

    private static final int TRACEPARENT_LENGTH = 55;

    private static final long MIN_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long MAX_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    public EventEnvelope {
        EventRules.require(isId(id), "id", "must be 1 to 128 of A-Z a-z 0-9 . _ : -");
        EventRules.require(isText(source, 256), "source", "must be 1 to 256 printable characters");
        EventRules.require(isText(subject, 256), "subject", "must be 1 to 256 printable characters");
        EventRules.require(
                time.getEpochSecond() >= MIN_SECOND && time.getEpochSecond() <= MAX_SECOND,
                "time",
                "must lie between the years 1 and 9999");
        EventRules.require(
                type.equals(data.type()) && schemaVersion == data.schemaVersion(), "type", "must be that of the data");
        if (traceparent != null) {
            EventRules.require(isTraceparent(traceparent), "traceparent", "must follow W3C Trace Context");
        }
        extensions = EventExtensions.checked(extensions);
    }

    /** An envelope for {@code data}, outside any trace and without extensions. */
    public static <T extends EventPayload> EventEnvelope<T> of(
            String id, String source, String subject, Instant time, TenantId tenantId, T data) {
        return new EventEnvelope<>(
                id, source, subject, time, tenantId, data.type(), data.schemaVersion(), data, null, Map.of());
    }

    public EventEnvelope<T> withTraceparent(@Nullable String value) {
        if (Objects.equals(value, traceparent)) return this;
        return new EventEnvelope<>(id, source, subject, time, tenantId, type, schemaVersion, data, value, extensions);
    }

    /** Version, trace id, span id and flags in lower-case hexadecimal; no id is zero and no version ff. */
    static boolean isTraceparent(String value) {
        return value.length() == TRACEPARENT_LENGTH
                && isHex(value, 0, 2)
                && value.charAt(2) == '-'
                && isHex(value, 3, 35)
                && value.charAt(35) == '-'
                && isHex(value, 36, 52)
                && value.charAt(52) == '-'
                && isHex(value, 53, TRACEPARENT_LENGTH)
                && !value.startsWith("ff")
                && hasOtherThanZero(value, 3, 35)
                && hasOtherThanZero(value, 36, 52);
    }

    private static boolean isHex(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return false;
        }
        return true;
    }

    private static boolean hasOtherThanZero(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value.charAt(i) != '0') return true;
        }
        return false;
    }

    private static boolean isId(String value) {
        if (value.isEmpty() || value.length() > 128) return false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && c != '.' && c != '_' && c != ':' && c != '-') return false;
        }
        return true;
    }

    private static boolean isText(String value, int maxLength) {
        if (value.isEmpty() || value.length() > maxLength) return false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) return false;
        }
        return true;
    }
}
