package io.trivium.core.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as shown to people of its tenant.
 *
 * @param key as UTF-8 text
 * @param payload the first 4 KiB as UTF-8 text, malformed bytes as U+FFFD; left out in lists
 * @param payloadBytes size of the whole payload
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterView(
        UUID id,
        DeadLetterState state,
        String reason,
        String detail,
        Instant failedAt,
        String originTopic,
        @Nullable Integer originPartition,
        @Nullable Long originOffset,
        @Nullable Instant originTime,
        @Nullable String key,
        int payloadBytes,
        @Nullable String payload,
        @Nullable Boolean payloadTruncated,
        @Nullable Instant settledAt,
        @Nullable String settledBy,
        @Nullable String settledNote,
        @Nullable Boolean corrected) {
    private static final int MAX_SHOWN = 4096;
    private static final int MAX_KEY_SHOWN = 256;

    static DeadLetterView summary(StoredDeadLetter letter) {
        return of(letter, false);
    }

    static DeadLetterView of(StoredDeadLetter letter) {
        return of(letter, true);
    }

    private static DeadLetterView of(StoredDeadLetter letter, boolean withPayload) {
        ByteBuffer payload = letter.payload();
        StoredDeadLetter.Settlement settlement = letter.settlement();
        return new DeadLetterView(
                letter.id(),
                letter.state(),
                letter.reason(),
                letter.detail(),
                letter.failedAt(),
                letter.originTopic(),
                letter.originPartition(),
                letter.originOffset(),
                letter.originTime(),
                text(letter.key(), MAX_KEY_SHOWN),
                payload == null ? 0 : payload.remaining(),
                withPayload ? text(payload, MAX_SHOWN) : null,
                withPayload ? payload != null && payload.remaining() > MAX_SHOWN : null,
                settlement == null ? null : settlement.at(),
                settlement == null ? null : settlement.by(),
                settlement == null ? null : settlement.note(),
                settlement == null ? null : settlement.corrected());
    }

    /** The text of the first bytes, cut between two characters. */
    static @Nullable String text(@Nullable ByteBuffer buffer, int max) {
        byte[] bytes = StoredDeadLetter.bytes(buffer);
        if (bytes == null) return null;
        int end = Math.min(bytes.length, max);
        if (end < bytes.length) {
            // At most three continuation bytes are between the cut and the start of its character.
            for (int back = 0; back < 3 && end > 0 && (bytes[end] & 0xc0) == 0x80; back++) end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
