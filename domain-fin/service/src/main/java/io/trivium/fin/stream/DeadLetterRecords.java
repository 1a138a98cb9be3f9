package io.trivium.fin.stream;

import io.trivium.core.deadletter.DeadLetterHeaders;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventRecords;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.CardMask;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Records that no retry makes valid, as they came in but for card numbers ({@link CardMask}), with headers that say why, where they lay and when. */
public final class DeadLetterRecords {

    public static final String SUFFIX = DeadLetterHeaders.TOPIC_SUFFIX;
    private static final List<String> KEPT = List.of(EventRecords.CONTENT_TYPE_HEADER, EventRecords.TRACEPARENT_HEADER);
    private static final int MAX_DETAIL = 500;

    private DeadLetterRecords() {}

    /** The dead letter of a consumed record. */
    public static ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> origin,
            String reason,
            String detail,
            @Nullable TenantId tenant,
            Instant failedAt) {
        Headers headers = headers(
                origin.headers(),
                origin.topic(),
                origin.partition(),
                origin.offset(),
                origin.timestamp(),
                reason,
                detail,
                tenant,
                failedAt);
        return new ProducerRecord<>(
                origin.topic() + SUFFIX,
                null,
                CardMask.masked(origin.key()),
                CardMask.masked(EventRecords.structured(origin.headers(), origin.value())),
                headers);
    }

    /** Content type and trace context of the original, and why it was refused. */
    static Headers headers(
            Headers original,
            String topic,
            int partition,
            long offset,
            long timestamp,
            String reason,
            String detail,
            @Nullable TenantId tenant,
            Instant failedAt) {
        RecordHeaders headers = new RecordHeaders();
        for (String kept : KEPT) {
            String value = EventRecords.isBinary(original) && kept.equals(EventRecords.CONTENT_TYPE_HEADER)
                    ? EventCodec.CONTENT_TYPE
                    : EventRecords.text(original, kept);
            if (value != null) add(headers, kept, value);
        }
        add(headers, DeadLetterHeaders.REASON, reason);
        add(headers, DeadLetterHeaders.DETAIL, detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail);
        add(headers, DeadLetterHeaders.ORIGIN_TOPIC, topic);
        add(headers, DeadLetterHeaders.ORIGIN_PARTITION, Integer.toString(partition));
        add(headers, DeadLetterHeaders.ORIGIN_OFFSET, Long.toString(offset));
        add(headers, DeadLetterHeaders.ORIGIN_TIMESTAMP, Long.toString(timestamp));
        add(headers, DeadLetterHeaders.FAILED_AT, failedAt.toString());
        if (tenant != null) add(headers, DeadLetterHeaders.TENANT, tenant.value());
        return headers;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(name, CardMask.masked(value).getBytes(StandardCharsets.UTF_8));
    }
}
