package io.trivium.core.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integrators 7: events that the SDK of CloudEvents writes are read, in both modes, and it reads ours. */
class CloudEventsSdkTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER_TRACE = "00-11112f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String DATA =
            "{\"exampleId\":\"A-1\",\"task\":\"fin-authorization-risk\",\"label\":\"fraud\",\"source\":\"analyst\","
                    + "\"observedAt\":\"2026-11-30T12:00:00Z\"}";
    private static final EventFormat JSON = new JsonFormat();

    private final EventCodec codec = new EventCodec();

    private static CloudEvent event() {
        return CloudEventBuilder.v1()
                .withId("e-1")
                .withSource(URI.create("/partner"))
                .withType(LabelObserved.TYPE)
                .withSubject("A-1")
                .withTime(OffsetDateTime.parse("2026-11-30T12:00:01Z"))
                .withDataContentType("application/json")
                .withData(DATA.getBytes(StandardCharsets.UTF_8))
                .withExtension("tenantid", "demo-bank")
                .withExtension("schemaversion", 1)
                .withExtension("traceparent", TRACE)
                .withExtension("partitionkey", "k-7")
                .withExtension("replayed", true)
                .withExtension("sequence", 42)
                .build();
    }

    private EventEnvelope<LabelObserved> decode(ProducerRecord<String, byte[]> sent) {
        return EventRecords.decode(consumed(sent, "A-1"), LabelObserved.class, codec);
    }

    private static ProducerRecord<String, byte[]> structured() {
        return KafkaMessageFactory.<String>createWriter(LabelObserved.TOPIC, "A-1")
                .writeStructured(event(), JSON);
    }

    private static ProducerRecord<String, byte[]> binary() {
        return KafkaMessageFactory.<String>createWriter(LabelObserved.TOPIC, "A-1")
                .writeBinary(event());
    }

    @Test
    void readsTheStructuredModeAndKeepsExtensions() {
        EventEnvelope<LabelObserved> read = decode(structured());
        assertEquals(TRACE, read.traceparent());
        assertEquals(
                Map.of("traceparent", TRACE, "partitionkey", "k-7", "replayed", true, "sequence", 42),
                read.extensions());
        assertEquals(Instant.parse("2026-11-30T12:00:01Z"), read.time());
    }

    @Test
    void readsTheBinaryMode() {
        EventEnvelope<LabelObserved> read = decode(binary());
        assertEquals("/partner", read.source());
        assertEquals(new TenantId("demo-bank"), read.tenantId());
        assertEquals(TRACE, read.traceparent());
        // Headers are text: the type of an extension attribute is not known any more.
        assertEquals(
                Map.of("traceparent", TRACE, "partitionkey", "k-7", "replayed", "true", "sequence", "42"),
                read.extensions());
        assertEquals(decode(structured()).data(), read.data());
    }

    @Test
    void prefersTheTraceOfTheLastHop() {
        ProducerRecord<String, byte[]> sent = structured();
        sent.headers().add("traceparent", OTHER_TRACE.getBytes(StandardCharsets.UTF_8));
        assertEquals(OTHER_TRACE, decode(sent).traceparent());
    }

    @Test
    void theSdkReadsWhatIsWritten() {
        EventEnvelope<LabelObserved> read = decode(structured());
        ProducerRecord<byte[], byte[]> ours = EventRecords.encode(LabelObserved.TOPIC, read, codec);
        MessageReader reader = KafkaMessageFactory.createReader(ours.headers(), ours.value());
        CloudEvent event = reader.toEvent();
        assertEquals("A-1", event.getSubject());
        assertEquals("k-7", event.getExtension("partitionkey"));
        assertEquals(true, event.getExtension("replayed"));
        assertEquals(42, event.getExtension("sequence"));
        assertEquals(1, event.getExtension("schemaversion"));
    }

    @Test
    void theStructuredFormOfABinaryRecordIsTheSameEvent() {
        ProducerRecord<String, byte[]> sent = binary();
        byte[] value = Objects.requireNonNull(EventRecords.structured(sent.headers(), sent.value()));
        assertEquals(decode(sent), codec.decode(value, LabelObserved.class));
        CloudEvent event = JSON.deserialize(value);
        assertEquals("k-7", event.getExtension("partitionkey"));
        assertNull(EventRecords.structured(sent.headers(), null));
        byte[] own = structured().value();
        assertArrayEquals(own, EventRecords.structured(structured().headers(), own));
    }

    @Test
    void refusesABatchWithASentence() {
        ProducerRecord<String, byte[]> batch = new ProducerRecord<>(
                LabelObserved.TOPIC,
                "A-1",
                ("[" + new String(structured().value(), StandardCharsets.UTF_8) + "]")
                        .getBytes(StandardCharsets.UTF_8));
        assertTrue(
                refusal(batch).detail().contains("a batch is not read"),
                refusal(batch).detail());
        batch.headers().add("content-type", "application/cloudevents-batch+json".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "a batch of CloudEvents is not read: send each event in a record of its own",
                refusal(batch).detail());
    }

    @ParameterizedTest
    @CsvSource({
        "someThing,1 to 64 of a-z 0-9",
        "some_thing,1 to 64 of a-z 0-9",
        "data_base64,data_base64 is not read",
    })
    void refusesAFieldThatNoExtensionMayBe(String name, String sentence) {
        String json = new String(structured().value(), StandardCharsets.UTF_8).replace("partitionkey", name);
        InvalidEventException e =
                refusal(new ProducerRecord<>(LabelObserved.TOPIC, "A-1", json.getBytes(StandardCharsets.UTF_8)));
        assertEquals(EventError.SCHEMA, e.reason());
        assertTrue(e.detail().contains(sentence), e.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "ce_schemaversion,one,schemaversion must be an integer",
        "ce_specversion,0.3,specversion must be 1.0",
        "ce_time,yesterday,time must be an RFC 3339 date-time",
        "content-type,text/plain,datacontenttype must be application/json",
        "ce_tenantid,NO,tenantid is no tenant id",
    })
    void refusesAnAttributeOfTheBinaryModeByName(String header, String value, String detail) {
        ProducerRecord<String, byte[]> sent = binary();
        sent.headers().remove(header).add(header, value.getBytes(StandardCharsets.UTF_8));
        assertEquals(detail, refusal(sent).detail());
    }

    @Test
    void everyReasonSaysWhatItMeans() {
        for (EventError error : EventError.values()) {
            assertTrue(!error.meaning().contains("the detail names"), error + ": " + error.meaning());
        }
    }

    private InvalidEventException refusal(ProducerRecord<String, byte[]> sent) {
        return assertThrows(InvalidEventException.class, () -> decode(sent));
    }

    private static ConsumerRecord<byte[], byte[]> consumed(ProducerRecord<String, byte[]> record, String key) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                key.length(),
                record.value().length,
                key.getBytes(StandardCharsets.UTF_8),
                record.value(),
                record.headers(),
                Optional.empty());
    }
}
