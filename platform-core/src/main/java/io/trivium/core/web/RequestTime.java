package io.trivium.core.web;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times in requests: those of RFC 3339, whose years have four digits, so that no calculation or database ends before them. */
public final class RequestTime {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private RequestTime() {}

    /**
     * Reads one from text.
     *
     * @throws DateTimeException for text that is no such time
     */
    public static Instant parse(String text) {
        Instant time = OffsetDateTime.parse(text).toInstant();
        if (isOutside(time)) throw new DateTimeException("a time before the year 1 or after the year 9999");
        return time;
    }

    /**
     * A parameter's, unless its year has more digits.
     *
     * @throws PlatformException {@code invalid-request} for a time of another year
     */
    public static Instant of(OffsetDateTime parameter) {
        Instant time = parameter.toInstant();
        if (isOutside(time)) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_REQUEST,
                    "Times must lie in the years 1 to 9999; give them as RFC 3339 does.");
        }
        return time;
    }

    private static boolean isOutside(Instant time) {
        return time.isBefore(FIRST) || time.isAfter(LAST);
    }
}
