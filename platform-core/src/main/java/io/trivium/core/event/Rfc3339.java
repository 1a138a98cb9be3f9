package io.trivium.core.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Date-times of RFC 3339, section 5.6, with at most nanoseconds. Implemented manually: each event holds two or three,
 * and in a profile of the payments service patterns and formatters for them took a quarter of the time spent on JSON.
 * Leap seconds are refused, as {@link Instant} has none.
 */
final class Rfc3339 {

    /** {@code yyyy-MM-ddTHH:mm:ss}. */
    private static final int TO_SECONDS = 19;

    private static final int MAX_LENGTH = TO_SECONDS + 10 + 6;

    private Rfc3339() {}

    /** The instant, or null when the text is not such a date-time or names a day or hour that does not exist. */
    static @Nullable Instant parse(String text) {
        int length = text.length();
        if (length <= TO_SECONDS || length > MAX_LENGTH || !hasSeparators(text)) return null;
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, TO_SECONDS);
        int at = TO_SECONDS;
        int nanos = 0;
        if (text.charAt(at) == '.') {
            int end = at + 1;
            while (end < length && isDigit(text.charAt(end))) end++;
            nanos = nanos(text, at + 1, end);
            at = end;
        }
        if ((year | month | day | hour | minute | second | nanos) < 0 || at >= length) return null;
        try {
            LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second, nanos);
            char zone = text.charAt(at);
            if (zone == 'Z' || zone == 'z') return at + 1 == length ? local.toInstant(ZoneOffset.UTC) : null;
            return at + 6 == length ? withOffset(local, text, at) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant withOffset(LocalDateTime local, String text, int at) {
        char sign = text.charAt(at);
        int hours = digits(text, at + 1, at + 3);
        int minutes = digits(text, at + 4, at + 6);
        if ((sign != '+' && sign != '-') || text.charAt(at + 3) != ':' || (hours | minutes) < 0 || minutes > 59) {
            return null;
        }
        int seconds = (hours * 60 + minutes) * 60;
        return OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds))
                .toInstant();
    }

    private static boolean hasSeparators(String text) {
        char between = text.charAt(10);
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (between == 'T' || between == 't')
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    /** One to nine digits as nanoseconds, else −1. */
    private static int nanos(String text, int from, int to) {
        if (to == from || to - from > 9) return -1;
        int value = digits(text, from, to);
        for (int i = to - from; i < 9; i++) value *= 10;
        return value;
    }

    /** The number, or −1 when a character is no digit. */
    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) return -1;
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
