package io.trivium.industrial.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.trivium.industrial.opcua.NodeValue.Measured;
import io.trivium.industrial.opcua.NodeValue.NotYet;
import io.trivium.industrial.opcua.NodeValue.Refused;
import io.trivium.industrial.quality.QualityReason;
import io.trivium.industrial.reading.EpochMicros;
import io.trivium.industrial.reading.ReadingQuality;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeValueTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private static NodeValue of(Object value) {
        return NodeValue.of(new DataValue(Variant.of(value)));
    }

    @Test
    void everyTypeOfNumberIsMeasured() {
        Map<Object, Double> numbers = new LinkedHashMap<>();
        numbers.put(true, 1.0);
        numbers.put(false, 0.0);
        numbers.put((byte) -1, -1.0);
        numbers.put(ubyte(255), 255.0);
        numbers.put((short) -300, -300.0);
        numbers.put(ushort(65_535), 65_535.0);
        numbers.put(-70_000, -70_000.0);
        numbers.put(uint(4_294_967_295L), 4_294_967_295.0);
        numbers.put(Long.MIN_VALUE, -9.223372036854776E18);
        numbers.put(ULong.valueOf(new BigInteger("18446744073709551615")), 1.8446744073709552E19);
        numbers.put(ulong(7), 7.0);
        numbers.put(1.5f, 1.5);
        numbers.put(-2.5, -2.5);
        numbers.forEach((value, number) -> assertEquals(new Measured(number, ReadingQuality.GOOD), of(value)));
    }

    @Test
    void whatIsNoNumberIsRefusedWithItsReason() {
        assertEquals(QualityReason.NOT_A_NUMBER, refused(of(Double.POSITIVE_INFINITY)));
        assertEquals(QualityReason.WRONG_TYPE, refused(of("12")));
        assertEquals(QualityReason.WRONG_TYPE, refused(of(new Integer[] {1, 2})));
        assertEquals(QualityReason.WRONG_TYPE, refused(of(LocalizedText.english("on"))));
        assertEquals(QualityReason.NO_VALUE, refused(NodeValue.of(new DataValue(StatusCodes.Bad_NotConnected))));
        assertEquals(QualityReason.NO_VALUE, refused(NodeValue.of(new DataValue(Variant.NULL_VALUE))));
        assertInstanceOf(NotYet.class, NodeValue.of(new DataValue(StatusCodes.Bad_WaitingForInitialData)));
    }

    private static QualityReason refused(NodeValue value) {
        return assertInstanceOf(Refused.class, value).reason();
    }

    @Test
    void statusCodesBecomeQualities() {
        assertEquals(ReadingQuality.GOOD, quality(StatusCodes.Good_LocalOverride));
        assertEquals(ReadingQuality.UNCERTAIN, quality(StatusCodes.Uncertain_LastUsableValue));
        assertEquals(ReadingQuality.BAD, quality(StatusCodes.Bad_OutOfService));
    }

    private static ReadingQuality quality(long status) {
        NodeValue value = NodeValue.of(new DataValue(Variant.of(1.0), new StatusCode(status)));
        return assertInstanceOf(Measured.class, value).quality();
    }

    @Test
    void theSourcesTimeGoesBeforeTheServersAndThatBeforeOurs() {
        DateTime source = new DateTime(NOW.minusSeconds(2).plusNanos(123_456_700));
        DateTime server = new DateTime(NOW.minusSeconds(1));
        assertEquals(NOW.minusSeconds(2).plusNanos(123_456_000), time(source, server));
        assertEquals(NOW.minusSeconds(1), time(null, server));
        assertEquals(NOW.minusSeconds(1), time(DateTime.NULL_VALUE, server));
        assertEquals(NOW, time(null, null));
    }

    private static Instant time(@Nullable DateTime source, @Nullable DateTime server) {
        DataValue value = new DataValue(Variant.of(1.0), StatusCode.GOOD, source, server);
        return EpochMicros.toInstant(NodeValue.time(value, NOW));
    }
}
