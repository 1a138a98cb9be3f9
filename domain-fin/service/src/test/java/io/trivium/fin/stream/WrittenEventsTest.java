package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.learning.LabelObserved;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class WrittenEventsTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final EventCodec codec = new EventCodec();
    private final WrittenEvents events = new WrittenEvents(codec);

    private static EventEnvelope<Authorization> event(String id) {
        return EventEnvelope.of(
                "e-" + id, "/test", id, Harness.NOW, Harness.DEMO, Samples.authorization(id, Harness.NOW));
    }

    private static ConsumerRecord<byte[], byte[]> read(byte[] key, byte[] value, ProducerRecord<?, ?> headers) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("topic", 0, 7, key, value.clone());
        headers.headers().forEach(record.headers()::add);
        return record;
    }

    @Test
    void givesBackWhatItWroteWithTheTraceOfTheRecord() {
        EventEnvelope<Authorization> event = event("a-1");
        ProducerRecord<byte[], byte[]> written = events.encode("topic", event.withTraceparent(TRACE));
        EventEnvelope<Authorization> read =
                events.decode(read(written.key(), written.value(), written), Authorization.class);
        assertSame(event.data(), read.data());
        assertEquals(TRACE, read.traceparent());
        ProducerRecord<byte[], byte[]> bare = new ProducerRecord<>("topic", written.value());
        assertEquals(
                null,
                events.decode(read(written.key(), written.value(), bare), Authorization.class)
                        .traceparent());
    }

    @Test
    void decodesWhatAnotherInstanceWrote() {
        ProducerRecord<byte[], byte[]> written = EventRecords.encode("topic", event("a-1"), codec);
        EventEnvelope<Authorization> read =
                events.decode(read(written.key(), written.value(), written), Authorization.class);
        assertEquals(event("a-1").data(), read.data());
    }

    @Test
    void decodesWhatHasMadeRoomForOthers() {
        EventEnvelope<Authorization> first = event("a-0");
        ProducerRecord<byte[], byte[]> written = events.encode("topic", first);
        for (int i = 1; i < 40_000; i++) events.encode(event("a-" + i));
        EventEnvelope<Authorization> read =
                events.decode(read(written.key(), written.value(), written), Authorization.class);
        assertEquals(first.data(), read.data());
        assertNotSame(first.data(), read.data());
    }

    @Test
    void refusesAForeignKeyAndAnotherPayloadAsTheCodecDoes() {
        ProducerRecord<byte[], byte[]> written = events.encode("topic", event("a-1"));
        assertThrows(
                InvalidEventException.class,
                () -> events.decode(
                        read("a-2".getBytes(StandardCharsets.UTF_8), written.value(), written), Authorization.class));
        assertThrows(
                InvalidEventException.class,
                () -> events.decode(read(written.key(), written.value(), written), LabelObserved.class));
    }
}
