package io.trivium.core.outbox;

import io.trivium.core.event.EventRecords;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A stored event that Kafka has not yet acknowledged. One row, one object: equal to itself alone, as its arrays are. */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
record WaitingEvent(
        long id,
        String topic,
        byte[] key,
        byte[] payload,
        String contentType,
        @Nullable String traceparent) {

    /** Equal for events that must keep their order. */
    String order() {
        return topic + '\n' + new String(key, StandardCharsets.ISO_8859_1);
    }

    ProducerRecord<byte[], byte[]> toRecord() {
        Headers headers = new RecordHeaders();
        headers.add(EventRecords.CONTENT_TYPE_HEADER, contentType.getBytes(StandardCharsets.UTF_8));
        if (traceparent != null) {
            headers.add(EventRecords.TRACEPARENT_HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        return new ProducerRecord<>(topic, null, key, payload, headers);
    }
}
