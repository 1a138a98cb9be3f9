package io.trivium.core.outbox;

import io.trivium.core.tenancy.TenantId;
import org.jspecify.annotations.Nullable;

/** A Kafka record to publish. Immutable as long as the arrays from which it was created are not modified. */
public final class OutboxRecord {
    private final TenantId tenantId;
    private final String topic;
    private final byte[] key;
    private final byte[] payload;
    private final String contentType;
    private final @Nullable String traceparent;

    public OutboxRecord(
            TenantId tenantId,
            String topic,
            byte[] key,
            byte[] payload,
            String contentType,
            @Nullable String traceparent) {
        this.tenantId = tenantId;
        this.topic = topic;
        this.key = key;
        this.payload = payload;
        this.contentType = contentType;
        this.traceparent = traceparent;
    }

    public TenantId tenantId() {
        return tenantId;
    }

    public String topic() {
        return topic;
    }

    public byte[] key() {
        return key;
    }

    public byte[] payload() {
        return payload;
    }

    public String contentType() {
        return contentType;
    }

    public @Nullable String traceparent() {
        return traceparent;
    }

    @Override
    public String toString() {
        return "record of " + payload.length + " bytes for " + topic;
    }
}
