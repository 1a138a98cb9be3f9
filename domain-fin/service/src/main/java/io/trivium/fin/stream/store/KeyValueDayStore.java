package io.trivium.fin.stream.store;

import io.trivium.fin.feature.DayStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Days in a Kafka Streams store. Key: hash of the entity as i64, its name, a zero byte, day as i32; so an entity's days
 * are adjacent and in order, and keys of different entities differ in their first bytes, which keeps comparisons cheap.
 */
public final class KeyValueDayStore implements DayStore {

    private final KeyValueStore<Bytes, byte[]> store;

    public KeyValueDayStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(String entity, int epochDay) {
        return store.get(key(entity, epochDay));
    }

    @Override
    public void put(String entity, int epochDay, byte[] dayRecord) {
        store.put(key(entity, epochDay), dayRecord);
    }

    @Override
    public void delete(String entity, int epochDay) {
        store.delete(key(entity, epochDay));
    }

    @Override
    public void range(String entity, int fromDay, int toDay, DayVisitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> days = store.range(key(entity, fromDay), key(entity, toDay))) {
            while (days.hasNext()) {
                KeyValue<Bytes, byte[]> day = days.next();
                byte[] key = day.key.get();
                visitor.visit(ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES), day.value);
            }
        }
    }

    /** Days are not negative (nothing is older than 2000), so big-endian order is day order. */
    public static Bytes key(String entity, int epochDay) {
        byte[] name = entity.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(Long.BYTES + name.length + 1 + Integer.BYTES);
        key.putLong(hash(name)).put(name).put((byte) 0).putInt(epochDay);
        return Bytes.wrap(key.array());
    }

    /** The key of something that has a name alone, spread in the same way. */
    public static Bytes key(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(Long.BYTES + bytes.length);
        key.putLong(hash(bytes)).put(bytes);
        return Bytes.wrap(key.array());
    }

    /** FNV-1a, 64 bit, mixed so that the first bytes vary most. */
    private static long hash(byte[] name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name) hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        return (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    }
}
