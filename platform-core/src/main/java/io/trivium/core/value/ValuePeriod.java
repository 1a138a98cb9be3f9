package io.trivium.core.value;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.web.RequestTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The period that is evaluated.
 *
 * @param to exclusive
 */
public record ValuePeriod(Instant from, Instant to) {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final int MOST_DAYS = 400;

    /** A mean month of the Gregorian calendar. */
    private static final BigDecimal DAYS_A_MONTH = new BigDecimal("30.436875");

    private static final BigDecimal SECONDS_A_DAY = BigDecimal.valueOf(86_400);

    /** @throws PlatformException {@code invalid-request} for no time at all, or more than 400 days */
    public ValuePeriod {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(Duration.ofDays(MOST_DAYS)) > 0) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_REQUEST,
                    "from must lie before to, and at most " + MOST_DAYS + " days before.");
        }
    }

    /** As a request says it, in RFC 3339; without a beginning the 30 days before the end, without an end until now. */
    public static ValuePeriod of(@Nullable String from, @Nullable String to, Instant now) {
        Instant end = time("to", to, now);
        return new ValuePeriod(time("from", from, end.minus(USUAL)), end);
    }

    /** Returns the part since the first observation: costs of a time without observable benefits are not counted. */
    public ValuePeriod since(@Nullable Instant observed) {
        return observed == null || !observed.isAfter(from) || !observed.isBefore(to)
                ? this
                : new ValuePeriod(observed, to);
    }

    /** Its length in days, to two digits. */
    public BigDecimal days() {
        return BigDecimal.valueOf(Duration.between(from, to).toSeconds())
                .divide(SECONDS_A_DAY, 2, RoundingMode.HALF_UP);
    }

    /** Returns the cost of this period at a price for a month, to the cent. */
    BigDecimal cost(BigDecimal aMonth) {
        return aMonth.multiply(BigDecimal.valueOf(Duration.between(from, to).toSeconds()))
                .divide(DAYS_A_MONTH.multiply(SECONDS_A_DAY), 2, RoundingMode.HALF_UP);
    }

    private static Instant time(String name, @Nullable String text, Instant otherwise) {
        if (text == null || text.isBlank()) return otherwise;
        try {
            return RequestTime.parse(text);
        } catch (DateTimeException e) {
            throw new PlatformException(CoreErrorCode.INVALID_REQUEST, name + " must be an RFC 3339 time in UTC.");
        }
    }
}
