package io.trivium.core.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.inference.DataType;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningEventsTest {
    private static final Instant AT = Instant.parse("2026-11-25T10:15:29Z");
    private final EventCodec codec = new EventCodec(ExampleObserved.MAX_BYTES);

    @Test
    void everyFloatComesBackBitForBit() {
        int[] bits = new Random(7).ints(4_096).toArray();
        bits[0] = Float.floatToRawIntBits(-0f);
        bits[1] = 0x7fc0_1234; // a NaN with a payload: whether it may be learned from is not the contract's business
        float[] values = new float[bits.length];
        for (int i = 0; i < bits.length; i++) values[i] = Float.intBitsToFloat(bits[i]);
        var example = new ExampleObserved(
                "a-1",
                new TaskName("some-task"),
                List.of(ExampleTensor.ofFloats("x", List.of(64L, 64L), values)),
                AT,
                null,
                null,
                null,
                ExampleObserved.STANDARD);
        byte[] json = codec.encode(EventEnvelope.of("1", "/test", "a-1", AT, new TenantId("demo-bank"), example));
        ExampleTensor back =
                codec.decode(json, ExampleObserved.class).data().inputs().getFirst();
        int[] read = new int[bits.length];
        ByteBuffer.wrap(back.bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(read);
        assertArrayEquals(bits, read);
    }

    @Test
    void aTensorHoldsExactlyWhatItsShapeAsksFor() {
        assertRefused("data must hold as many bytes as datatype and shape ask for", List.of(2L), "AAAAAA==");
        assertRefused(
                "data must hold as many bytes as datatype and shape ask for", List.of(1L << 20, 1L << 20), "AAAAAA==");
        assertRefused("data must be base64 with padding", List.of(1L), "AAAAAA");
        assertRefused("data must be base64 with padding", List.of(1L), "AAAAAB==");
        assertRefused("data must be base64 with padding", List.of(1L), "AAA AAA=");
        assertEquals(4, new ExampleTensor("x", DataType.FP32, List.of(), "AAAAAA==").bytes().length);
    }

    private static void assertRefused(String why, List<Long> shape, String data) {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> new ExampleTensor("x", DataType.FP32, shape, data));
        assertEquals(why, refusal.getMessage());
    }

    /** Written by the release before labels could be withdrawn. */
    @Test
    void anOldLabelStillStands() {
        LabelObserved label = codec.decode(labelJson(""), LabelObserved.class).data();
        assertFalse(label.isWithdrawn());
        assertEquals(new LabelObserved("a-1", new TaskName("some-task"), "fraud", "chargeback", AT), label);
        String written = new String(
                codec.encode(EventEnvelope.of("1", "/test", "a-1", AT, new TenantId("demo-bank"), label)),
                StandardCharsets.UTF_8);
        assertFalse(written.contains("withdrawn"), written);
    }

    @Test
    void withdrawnIsABoolean() {
        assertEquals(
                true,
                codec.decode(labelJson(",\"withdrawn\":true"), LabelObserved.class)
                        .data()
                        .isWithdrawn());
        assertThrows(
                InvalidEventException.class,
                () -> codec.decode(labelJson(",\"withdrawn\":\"yes\""), LabelObserved.class));
    }

    /** By the event's own rule and by its schema. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "fraud;true",
                "12.5;true",
                "-0.25;true",
                "1,2,-3e-4;true",
                "MALIGNANCY=4;true",
                "MARGIN=2,MALIGNANCY=4.5;true",
                ">120;true",
                "<-3e2;true",
                "10.5..12;true",
                "-2..-1,>3,4;true",
                "LIFE=>120,WEAR=0.1..0.2;true",
                "Fraud;false",
                "1,;false",
                "NaN;false",
                "1, 2;false",
                "A=1,2;false",
                "=4;false",
                "A=;false",
                "4000123412341234;false",
                "A=4000123412341234;false",
                "fraud,1;false",
                ">;false",
                ">=5;false",
                ">1..2;false",
                "1..;false",
                "..2;false",
                "1...2;false",
                "1..2..3;false",
                "<>5;false"
            })
    void labelsAreNamesOrNumbers(String label, boolean isLabel) throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("src/main/schema/learning.label.v1.json").toFile());
        String pattern = schema.at("/properties/data/properties/label/pattern").asText();
        assertEquals(isLabel, Pattern.compile(pattern).matcher(label).find(), "schema");
        byte[] json = labelJson(label, "");
        if (!isLabel) {
            assertThrows(InvalidEventException.class, () -> codec.decode(json, LabelObserved.class));
            return;
        }
        assertEquals(label, codec.decode(json, LabelObserved.class).data().label());
    }

    private static byte[] labelJson(String more) {
        return labelJson("fraud", more);
    }

    private static byte[] labelJson(String label, String more) {
        return """
                {"specversion":"1.0","id":"1","source":"/test","type":"io.trivium.learning.label.observed","subject":"a-1",\
                "time":"2026-11-25T10:15:29Z","datacontenttype":"application/json","tenantid":"demo-bank","schemaversion":1,\
                "data":{"exampleId":"a-1","task":"some-task","label":"%s","source":"chargeback",\
                "observedAt":"2026-11-25T10:15:29Z"%s}}""".formatted(label, more).getBytes(StandardCharsets.UTF_8);
    }
}
