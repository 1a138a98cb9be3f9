package io.trivium.core.deadletter;

import io.trivium.core.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code dead_letter}.
 *
 * @param key key of the record; null when it had none
 * @param payload value of the record, untouched; null when it had none
 * @param settlement null while it is open
 */
record StoredDeadLetter(
        UUID id,
        TenantId tenant,
        Place dlq,
        String originTopic,
        @Nullable Integer originPartition,
        @Nullable Long originOffset,
        @Nullable Instant originTime,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer payload,
        String contentType,
        @Nullable String traceparent,
        String reason,
        String detail,
        Instant failedAt,
        DeadLetterState state,
        @Nullable Settlement settlement) {

    /** The position of the record in its dead-letter topic. */
    record Place(String topic, int partition, long offset) {}

    /**
     * The settlement of a dead letter.
     *
     * @param corrected whether another payload was replayed than the one that failed
     */
    record Settlement(Instant at, String by, @Nullable String note, boolean corrected) {}

    static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) return null;
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
