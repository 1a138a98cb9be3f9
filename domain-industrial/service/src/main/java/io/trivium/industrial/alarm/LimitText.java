package io.trivium.industrial.alarm;

import io.trivium.industrial.alarm.rule.AlarmLimit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The text about a value and its limit. Pure. */
final class LimitText {
    /** Time shown before the value exceeded the limit. */
    private static final Duration BEFORE = Duration.ofMinutes(10);

    private static final MathContext SHOWN = new MathContext(4);

    private LimitText() {}

    static String beyond(Watched watched, double value) {
        AlarmLimit limit = watched.rule().asLimit();
        return watched.rule().tag() + " is " + number(value) + " " + watched.unit()
                + (limit.side() == AlarmLimit.Side.HIGH ? ", above " : ", below ") + number(limit.limit()) + " "
                + watched.unit() + after(limit.onDelay()) + ".";
    }

    static String back(Watched watched, double value) {
        return watched.rule().tag() + " is back at " + number(value) + " " + watched.unit() + ".";
    }

    static Evidence evidence(Watched watched, Instant since, Instant at) {
        String tag = String.valueOf(watched.rule().tag());
        return new Evidence(
                since.minus(BEFORE),
                at,
                List.of(tag),
                List.of(new Evidence.TagShare(tag, 1)),
                null,
                null,
                null,
                null,
                null);
    }

    private static String after(Duration delay) {
        return delay.isZero() ? "" : " for " + delay.toSeconds() + " s";
    }

    /** Four digits at most, without an exponent where that is readable. */
    static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(SHOWN).stripTrailingZeros();
        return Math.abs(rounded.scale()) > 12 ? rounded.toString() : rounded.toPlainString();
    }
}
