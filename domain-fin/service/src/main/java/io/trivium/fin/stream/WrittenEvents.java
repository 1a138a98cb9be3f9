package io.trivium.fin.stream;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Events that this process writes and mostly reads back itself: recently written events are remembered with their
 * bytes, so that reading the same bytes again costs a comparison instead of decoding them. A record that another
 * instance wrote, or that is no longer remembered, is decoded. Thread-safe.
 */
@ApplicationScoped
public class WrittenEvents {

    /** A power of two; above the number in progress between writer and reader while neither is behind. */
    private static final int REMEMBERED = 8_192;

    private final EventCodec codec;
    private final AtomicReferenceArray<@Nullable Written> written = new AtomicReferenceArray<>(REMEMBERED);

    public WrittenEvents(EventCodec codec) {
        this.codec = codec;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared manually
    private record Written(byte[] bytes, EventEnvelope<?> event) {}

    /** The bytes of an event, remembered until another takes their place. */
    public byte[] encode(EventEnvelope<?> event) {
        byte[] bytes = codec.encode(event);
        written.set(place(bytes), new Written(bytes, event));
        return bytes;
    }

    /** As {@link EventRecords#encode}. */
    public ProducerRecord<byte[], byte[]> encode(String topic, EventEnvelope<?> event) {
        ProducerRecord<byte[], byte[]> record = EventRecords.encode(topic, event, codec);
        written.set(place(record.value()), new Written(record.value(), event));
        return record;
    }

    /**
     * As {@link EventRecords#decode}.
     *
     * @throws InvalidEventException if the value is not such an event or the key is not its subject
     */
    public <T extends EventPayload> EventEnvelope<T> decode(ConsumerRecord<byte[], byte[]> record, Class<T> payload) {
        byte[] bytes = record.value();
        if (bytes != null) {
            Written known = written.get(place(bytes));
            if (known != null
                    && payload.isInstance(known.event().data())
                    && Arrays.equals(known.bytes(), bytes)
                    && Arrays.equals(key(known.event()), record.key())) {
                @SuppressWarnings("unchecked") // the payload was checked
                EventEnvelope<T> event = (EventEnvelope<T>) known.event();
                return event.withTraceparent(EventRecords.traceparent(record.headers()));
            }
        }
        return EventRecords.decode(record, payload, codec);
    }

    private static byte[] key(EventEnvelope<?> event) {
        return event.subject().getBytes(StandardCharsets.UTF_8);
    }

    private static int place(byte[] bytes) {
        int hash = Arrays.hashCode(bytes);
        return (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    }
}
