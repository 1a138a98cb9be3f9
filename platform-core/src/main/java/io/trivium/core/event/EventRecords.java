package io.trivium.core.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Events as Kafka records: key = subject, value = CloudEvents JSON, content type and trace context in headers. Records of
 * the binary mode (CloudEvents Kafka protocol binding 1.0, attributes in headers {@code ce_…}) are read as well.
 */
public final class EventRecords {
    public static final String CONTENT_TYPE_HEADER = "content-type";
    public static final String TRACEPARENT_HEADER = "traceparent";

    /** Begins the headers that hold attributes in the binary mode. */
    public static final String ATTRIBUTE_PREFIX = "ce_";

    private static final String EVENTS = "application/cloudevents";
    private static final String BATCH = EVENTS + "-batch";

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
     * The event of a record, with the trace context of its headers or else of its attribute {@code traceparent}.
     *
     * @throws InvalidEventException if the value is not such an event or the key is not its subject
     */
    public static <T extends EventPayload> EventEnvelope<T> decode(
            ConsumerRecord<byte[], byte[]> record, Class<T> payload, EventCodec codec) {
        byte[] value = record.value();
        if (value == null) throw new InvalidEventException(EventError.NOT_JSON, "the record has no value");
        EventEnvelope<T> event = decode(record.headers(), value, payload, codec);
        byte[] key = record.key();
        if (key == null || !new String(key, StandardCharsets.UTF_8).equals(event.subject())) {
            throw new InvalidEventException(
                    EventError.KEY_MISMATCH, "the record's key must be the event's subject", event.tenantId());
        }
        return event;
    }

    /**
     * The event of a record's headers and value, whatever its key.
     *
     * @throws InvalidEventException if they are not such an event
     */
    public static <T extends EventPayload> EventEnvelope<T> decode(
            Headers headers, byte[] value, Class<T> payload, EventCodec codec) {
        String contentType = text(headers, CONTENT_TYPE_HEADER);
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith(BATCH)) {
            throw new InvalidEventException(
                    EventError.NOT_JSON, "a batch of CloudEvents is not read: send each event in a record of its own");
        }
        EventEnvelope<T> event = isBinary(headers)
                ? codec.decodeBinary(attributes(headers, type), value, payload)
                : codec.decode(value, payload);
        String traceparent = traceparent(headers);
        return traceparent == null ? event : event.withTraceparent(traceparent);
    }

    /** Whether the record has its attributes in headers: the binary mode. */
    public static boolean isBinary(Headers headers) {
        String contentType = text(headers, CONTENT_TYPE_HEADER);
        return (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith(EVENTS))
                && headers.lastHeader(ATTRIBUTE_PREFIX + "specversion") != null;
    }

    /**
     * The value of a record in the structured mode: of one in the binary mode its attributes and, as they are, the bytes of
     * its data; else the value itself. For dead letters, which keep no other headers than content type and trace.
     */
    public static byte @Nullable [] structured(Headers headers, byte @Nullable [] value) {
        if (value == null || !isBinary(headers)) return value;
        StringBuilder head = new StringBuilder("{");
        attributes(headers, String.valueOf(text(headers, CONTENT_TYPE_HEADER))).forEach((name, text) -> {
            boolean number = name.equals("schemaversion") && text.matches("[0-9]{1,9}");
            head.append('"').append(JsonStringEncoder.getInstance().quoteAsString(name));
            head.append("\":").append(number ? "" : "\"");
            head.append(JsonStringEncoder.getInstance().quoteAsString(text)).append(number ? "," : "\",");
        });
        byte[] before = head.append("\"data\":").toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(before, before.length + value.length + 1);
        System.arraycopy(value, 0, all, before.length, value.length);
        all[all.length - 1] = '}';
        return all;
    }

    /** The attributes of the binary mode; the content type is that of the data. */
    private static Map<String, String> attributes(Headers headers, String contentType) {
        Map<String, String> attributes = new TreeMap<>();
        for (Header header : headers) {
            if (header.key().startsWith(ATTRIBUTE_PREFIX) && header.value() != null) {
                attributes.put(
                        header.key().substring(ATTRIBUTE_PREFIX.length()),
                        new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        int parameters = contentType.indexOf(';');
        attributes.put(
                "datacontenttype", (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip());
        return attributes;
    }

    /** The W3C trace context of the current span, or null outside a recorded trace. */
    public static @Nullable String currentTraceparent() {
        SpanContext span = Span.current().getSpanContext();
        if (!span.isValid()) return null;
        return "00-" + span.getTraceId() + '-' + span.getSpanId() + '-'
                + span.getTraceFlags().asHex();
    }

    /** The headers that every event of this platform carries. */
    public static Headers headers(@Nullable String traceparent) {
        Headers headers = new RecordHeaders();
        headers.add(CONTENT_TYPE_HEADER, EventCodec.CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII));
        if (traceparent != null) headers.add(TRACEPARENT_HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
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
            for (Header header : carrier) keys.add(header.key());
            return keys;
        }

        @Override
        public @Nullable String get(@Nullable Headers carrier, String key) {
            return carrier == null ? null : text(carrier, key);
        }
    }
}
