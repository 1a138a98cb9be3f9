package io.trivium.core.outbox;

import io.trivium.core.event.EventRecords;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A stored event that Kafka has not yet acknowledged. One row, one object: equal to itself alone. */
final class WaitingEvent {
    static final String COLUMNS = "id, topic, key, payload, content_type, traceparent";

    private final long id;
    private final String topic;
    private final byte[] key;
    private final byte[] payload;
    private final String contentType;
    private final @Nullable String traceparent;

    /** Reads the {@link #COLUMNS} of the present row. */
    WaitingEvent(ResultSet row) throws SQLException {
        this.id = row.getLong(1);
        this.topic = row.getString(2);
        this.key = row.getBytes(3);
        this.payload = row.getBytes(4);
        this.contentType = row.getString(5);
        this.traceparent = row.getString(6);
    }

    long id() {
        return id;
    }

    String topic() {
        return topic;
    }

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
