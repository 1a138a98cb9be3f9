package io.trivium.industrial.opcua;

import io.trivium.industrial.quality.QualityReason;
import io.trivium.industrial.reading.EpochMicros;
import io.trivium.industrial.reading.ReadingQuality;
import java.time.Instant;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.jspecify.annotations.Nullable;

/** The interpretation of a value of OPC UA: a number with its quality, or nothing that can be stored. */
sealed interface NodeValue {
    Instant FIRST = Instant.EPOCH;
    Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

    /** A finite number; 1 and 0 for true and false. */
    record Measured(double value, ReadingQuality quality) implements NodeValue {}

    /** No number. */
    record Refused(QualityReason reason, String detail) implements NodeValue {}

    /** The server has no value yet, as it reports for every node that it has just begun to read. */
    record NotYet() implements NodeValue {}

    static NodeValue of(DataValue data) {
        Object value = data.value().value();
        StatusCode status = data.statusCode();
        if (value == null) {
            return status.value() == StatusCodes.Bad_WaitingForInitialData
                    ? new NotYet()
                    : new Refused(
                            QualityReason.NO_VALUE,
                            "The server has no value: " + name(status)
                                    + ". Look at the connection between it and the controller.");
        }
        double number = switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case ULong unsigned -> unsigned.toBigInteger().doubleValue();
            case Number any -> any.doubleValue();
            default -> Double.NaN;
        };
        if (!(value instanceof Number) && !(value instanceof Boolean)) {
            return new Refused(
                    QualityReason.WRONG_TYPE,
                    "The value is of type "
                            + (value.getClass().isArray()
                                    ? "array"
                                    : value.getClass().getSimpleName())
                            + "; numbers and truth values are read. Leave the node out of the mapping.");
        }
        return Double.isFinite(number)
                ? new Measured(number, quality(status))
                : new Refused(QualityReason.NOT_A_NUMBER, "The value is " + number + ".");
    }

    /** Microseconds since 1970 at the sensor; where the source tells none, at the server, and else now. */
    static long time(DataValue data, Instant now) {
        Instant at = instant(data.sourceTime());
        if (at == null) at = instant(data.serverTime());
        return EpochMicros.of(at == null ? now : at);
    }

    /** Null for none, and for what no clock means: 100-ns ticks since 1601 reach further than microseconds since 1970. */
    private static @Nullable Instant instant(@Nullable DateTime time) {
        if (time == null || time.isNull()) return null;
        Instant at = time.getJavaInstant();
        return at.isBefore(FIRST) || at.isAfter(LAST) ? null : at;
    }

    private static ReadingQuality quality(StatusCode status) {
        if (status.isGood()) return ReadingQuality.GOOD;
        return status.isUncertain() ? ReadingQuality.UNCERTAIN : ReadingQuality.BAD;
    }

    /** The status as the standard calls it. */
    static String name(StatusCode status) {
        return StatusCodes.lookup(status.value())
                .map(names -> names[0])
                .orElseGet(() -> String.format("0x%08X", status.value()));
    }
}
