package io.trivium.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.Span;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EventRecordsTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private final EventCodec codec = new EventCodec();
    private final EventEnvelope<LabelObserved> event = EventEnvelope.of(
                    "id-1",
                    "/fin",
                    "A-1",
                    Instant.EPOCH,
                    new TenantId("demo-bank"),
                    new LabelObserved("A-1", new TaskName("fin-authorization-risk"), "fraud", "analyst", Instant.EPOCH))
            .withTraceparent(TRACE);

    @Test
    void carriesTheTraceInAHeader() {
        ProducerRecord<byte[], byte[]> record = EventRecords.encode("learning.label.v1", event, codec);
        assertEquals(TRACE, EventRecords.text(record.headers(), "traceparent"));
        assertEquals(
                "application/cloudevents+json; charset=utf-8", EventRecords.text(record.headers(), "content-type"));
        assertEquals(event, EventRecords.decode(consumed(record, "A-1"), LabelObserved.class, codec));
        assertEquals(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                Span.fromContext(EventRecords.traceContext(record.headers()))
                        .getSpanContext()
                        .getTraceId());
    }

    @Test
    void leavesOutATraceThatIsNone() {
        ProducerRecord<byte[], byte[]> record =
                EventRecords.encode("learning.label.v1", event.withTraceparent(null), codec);
        record.headers().add("traceparent", "00-zz-yy-01".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                event.withTraceparent(null), EventRecords.decode(consumed(record, "A-1"), LabelObserved.class, codec));
    }

    @Test
    void knowsATraceContextOfW3c() {
        assertTrue(EventEnvelope.isTraceparent(TRACE));
        for (String wrong : List.of(
                "",
                TRACE + "0",
                TRACE.toUpperCase(Locale.ROOT),
                TRACE.replace('-', '_'),
                "ff" + TRACE.substring(2),
                TRACE.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
                TRACE.replace("00f067aa0ba902b7", "0".repeat(16)),
                TRACE.replace("-01", "-0g"))) {
            assertFalse(EventEnvelope.isTraceparent(wrong), wrong);
        }
    }

    @Test
    void tellsRecordsOfSampledTraces() {
        ProducerRecord<byte[], byte[]> sampled = EventRecords.encode("learning.label.v1", event, codec);
        assertTrue(EventRecords.maySample(sampled.headers()));
        for (String other : List.of(TRACE.replace("-01", "-00"), "00", TRACE.replace("-01", "-0x"))) {
            sampled.headers().add("traceparent", other.getBytes(StandardCharsets.UTF_8));
            assertFalse(EventRecords.maySample(sampled.headers()), other);
        }
        assertFalse(EventRecords.maySample(EventRecords.encode("learning.label.v1", event.withTraceparent(null), codec)
                .headers()));
    }

    @Test
    void refusesAKeyThatIsNotTheSubject() {
        ProducerRecord<byte[], byte[]> record = EventRecords.encode("learning.label.v1", event, codec);
        var e = assertThrows(
                InvalidEventException.class,
                () -> EventRecords.decode(consumed(record, "A-2"), LabelObserved.class, codec));
        assertEquals(EventError.KEY_MISMATCH, e.reason());
        assertEquals(Optional.of(new TenantId("demo-bank")), e.tenantId());
    }

    private static ConsumerRecord<byte[], byte[]> consumed(ProducerRecord<byte[], byte[]> record, String key) {
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
