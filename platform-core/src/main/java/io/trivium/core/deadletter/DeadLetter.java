package io.trivium.core.deadletter;

import io.trivium.core.tenancy.TenantId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record on its way to a dead-letter topic, with the reason. */
public final class DeadLetter {
    private final String originTopic;
    private final int originPartition;
    private final long originOffset;
    private final long originTimestamp;
    private final byte @Nullable [] key;
    private final byte @Nullable [] payload;
    private final Headers headers;
    private final String reason;
    private final String detail;
    private final @Nullable TenantId tenant;

    /**
     * Creates a dead letter in code that has no {@link ConsumerRecord}, such as a Kafka Streams processor.
     *
     * @param originTimestamp milliseconds since 1970 UTC, of the record
     * @param headers of the record; content type and trace context are kept
     * @param reason stable, kebab-case code of bounded variety: it is a metric tag
     * @param detail one sentence without content of the payload; cut at 500 characters
     * @param tenant null unless the record names a known tenant
     */
    public DeadLetter(
            String originTopic,
            int originPartition,
            long originOffset,
            long originTimestamp,
            byte @Nullable [] key,
            byte @Nullable [] payload,
            Headers headers,
            String reason,
            String detail,
            @Nullable TenantId tenant) {
        this.originTopic = originTopic;
        this.originPartition = originPartition;
        this.originOffset = originOffset;
        this.originTimestamp = originTimestamp;
        this.key = key;
        this.payload = payload;
        this.headers = headers;
        this.reason = reason;
        this.detail = cut(detail);
        this.tenant = tenant;
    }

    /** A dead letter from a consumed record. */
    public static DeadLetter of(
            ConsumerRecord<byte[], byte[]> record, String reason, String detail, @Nullable TenantId tenant) {
        return new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers(),
                reason,
                detail,
                tenant);
    }

    public String originTopic() {
        return originTopic;
    }

    public int originPartition() {
        return originPartition;
    }

    public long originOffset() {
        return originOffset;
    }

    public long originTimestamp() {
        return originTimestamp;
    }

    public byte @Nullable [] key() {
        return key;
    }

    public byte @Nullable [] payload() {
        return payload;
    }

    public Headers headers() {
        return headers;
    }

    public String reason() {
        return reason;
    }

    public String detail() {
        return detail;
    }

    public @Nullable TenantId tenant() {
        return tenant;
    }

    private static String cut(String text) {
        if (text.length() <= DeadLetterPublisher.MAX_DETAIL) return text;
        int end = DeadLetterPublisher.MAX_DETAIL - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
