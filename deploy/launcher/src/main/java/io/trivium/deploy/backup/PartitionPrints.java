package io.trivium.deploy.backup;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every committed record of a partition as digests.
 *
 * @param compacted whether a record may disappear once its key has a newer one
 * @param end offset after the last record
 * @param records by their offsets
 */
public record PartitionPrints(boolean compacted, long end, NavigableMap<Long, Print> records) {
    public PartitionPrints {
        records = new TreeMap<>(records);
    }

    /**
     * One record.
     *
     * @param key digest of its key
     * @param whole digest of its time, key, value and headers
     * @param event digest of its key and value
     */
    public record Print(UUID key, UUID whole, UUID event) {
        static Print of(ConsumerRecord<byte[], byte[]> entry) {
            MessageDigest whole = Digests.sha256();
            Digests.number(whole, entry.timestamp());
            Digests.field(whole, entry.key());
            TopicSums.content(whole, entry);
            MessageDigest key = Digests.sha256();
            Digests.field(key, entry.key());
            return new Print(half(key), half(whole), PartitionPrints.event(entry.key(), entry.value()));
        }
    }

    static UUID event(byte @Nullable [] key, byte @Nullable [] value) {
        MessageDigest digest = Digests.sha256();
        Digests.field(digest, key);
        Digests.field(digest, value);
        return half(digest);
    }

    private static UUID half(MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Whether the key of a record has another after it. */
    boolean hasLater(long offset, Print print) {
        return records.tailMap(offset, false).values().stream()
                .anyMatch(later -> later.key().equals(print.key()));
    }
}
