package io.trivium.fin.evaluation;

import io.trivium.fin.replay.RecordedAuthorization;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * The 64-bit identity of one row, by which an evaluation recognises the rows that a model was trained on.
 *
 * <p>First eight bytes, big-endian, of the SHA-256 of {@code time|card|terminal|amount}: the time as an ISO 8601 instant,
 * the amount as a plain decimal without trailing zeros. Values are unsigned.
 */
public final class RowHash {
    private RowHash() {}

    public static long of(RecordedAuthorization row) {
        return of(row.occurredAt(), row.customerId(), row.terminalId(), row.amount());
    }

    public static long of(Instant occurredAt, String card, String terminal, BigDecimal amount) {
        BigDecimal stripped = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
        String identity = occurredAt + "|" + card + "|" + terminal + "|" + stripped.toPlainString();
        return ByteBuffer.wrap(sha256(identity.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
