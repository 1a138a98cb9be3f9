package io.trivium.industrial.alarm.rule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;

/**
 * A limit of a tag.
 *
 * @param side on which the value is too much
 * @param limit in the tag's unit
 * @param deadband how far the value must come back before the alarm is over (hysteresis), in the tag's unit
 * @param onDelay how long the value must be beyond the limit first
 * @param offDelay how long it must be back
 */
public record AlarmLimit(Side side, double limit, double deadband, Duration onDelay, Duration offDelay) {

    /** Which values are too much. */
    public enum Side {
        HIGH,
        LOW;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        @JsonValue
        public String wireName() {
            return wireName;
        }

        /**
         * The side of this name.
         *
         * @throws IllegalArgumentException for any name but the two
         */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public static Side of(String wireName) {
            for (Side side : values()) {
                if (side.wireName.equals(wireName)) return side;
            }
            throw new IllegalArgumentException("side is none of high, low");
        }
    }

    public AlarmLimit {
        if (!Double.isFinite(limit) || !(deadband >= 0) || !Double.isFinite(deadband)) {
            throw new IllegalArgumentException("limit and deadband must be finite, the deadband not negative");
        }
        if (onDelay.isNegative() || offDelay.isNegative()) {
            throw new IllegalArgumentException("delays must not be negative");
        }
    }

    public boolean isBeyond(double value) {
        return side == Side.HIGH ? value > limit : value < limit;
    }

    /** Whether the value has come back far enough. */
    public boolean isBack(double value) {
        return side == Side.HIGH ? value <= limit - deadband : value >= limit + deadband;
    }
}
