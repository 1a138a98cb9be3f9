package io.trivium.core.event;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Events as Kafka records: key = subject, value = CloudEvents JSON, content type and trace context in headers. */
public final class EventRecords {
    public static final String CONTENT_TYPE_HEADER = "content-type";
    public static final String TRACEPARENT_HEADER = "traceparent";

    /** The index of the digit with the flag "sampled" in a trace context of W3C. */
    private static final int LAST_FLAG = 54;

    private static final int HEXADECIMAL = 16;
    private static final int SAMPLED = 1;

    private EventRecords() {}

    /** The record of an event; its trace context is the envelope's or else that of the current span. */
    public static ProducerRecord<byte[], byte[]> encode(String topic, EventEnvelope<?> event, EventCodec codec) {
        String traceparent = event.traceparent() == null ? currentTraceparent() : event.traceparent();
        return new ProducerRecord<>(
                topic,
                null,
                event.subject().getBytes(StandardCharsets.UTF_8),
                codec.encode(event),
                headers(traceparent));
    }

    /**
     * The event of a record, with the trace context of its headers.
     *
     * @throws InvalidEventException if the value is not such an event or the key is not its subject
     */
    public static <T extends EventPayload> EventEnvelope<T> decode(
            ConsumerRecord<byte[], byte[]> record, Class<T> payload, EventCodec codec) {
        byte[] value = record.value();
        if (value == null) {
            throw new InvalidEventException(EventError.NOT_JSON, "the record has no value");
        }
        EventEnvelope<T> event = codec.decode(value, payload);
        byte[] key = record.key();
        if (key == null || !new String(key, StandardCharsets.UTF_8).equals(event.subject())) {
            throw new InvalidEventException(
                    EventError.KEY_MISMATCH, "the record's key must be the event's subject", event.tenantId());
        }
        return event.withTraceparent(traceparent(record.headers()));
    }

    /** The W3C trace context of the current span, or null outside a recorded trace. */
    public static @Nullable String currentTraceparent() {
        SpanContext span = Span.current().getSpanContext();
        if (!span.isValid()) {
            return null;
        }
        return "00-" + span.getTraceId() + '-' + span.getSpanId() + '-'
                + span.getTraceFlags().asHex();
    }

    /** The headers that every event of this platform carries. */
    public static Headers headers(@Nullable String traceparent) {
        Headers headers = new RecordHeaders();
        headers.add(CONTENT_TYPE_HEADER, EventCodec.CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII));
        if (traceparent != null) {
            headers.add(TRACEPARENT_HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        return headers;
    }

    /** The trace context in {@code headers}, or null when there is none or it is malformed. */
    public static @Nullable String traceparent(Headers headers) {
        String value = text(headers, TRACEPARENT_HEADER);
        return value != null && EventEnvelope.isTraceparent(value) ? value : null;
    }

    /** A context whose parent is the span that produced the record; start a consumer's span in it. */
    public static Context traceContext(Headers headers) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HeaderGetter.INSTANCE);
    }

    /** Whether the record may belong to a sampled trace; cheaper than its context, for records that mostly do not. */
    static boolean maySample(Headers headers) {
        Header header = headers.lastHeader(TRACEPARENT_HEADER);
        byte[] value = header == null ? null : header.value();
        int flags = value == null || value.length <= LAST_FLAG ? 0 : Character.digit(value[LAST_FLAG], HEXADECIMAL);
        return flags > 0 && (flags & SAMPLED) == SAMPLED;
    }

    /** The last header of this name as UTF-8 text, or null. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private enum HeaderGetter implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Headers carrier) {
            List<String> keys = new ArrayList<>();
            for (Header header : carrier) {
                keys.add(header.key());
            }
            return keys;
        }

        @Override
        public @Nullable String get(@Nullable Headers carrier, String key) {
            return carrier == null ? null : text(carrier, key);
        }
    }
}
