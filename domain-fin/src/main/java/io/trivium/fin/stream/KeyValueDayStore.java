package io.trivium.fin.stream;

import io.trivium.fin.feature.DayStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Days in a Kafka Streams store. Key: entity, a zero byte, day as i32; ordered by entity and then by day. */
final class KeyValueDayStore implements DayStore {

    private final KeyValueStore<Bytes, byte[]> store;

    KeyValueDayStore(KeyValueStore<Bytes, byte[]> store) {
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
    static Bytes key(String entity, int epochDay) {
        byte[] name = entity.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(name.length + 1 + Integer.BYTES);
        key.put(name).put((byte) 0).putInt(epochDay);
        return Bytes.wrap(key.array());
    }
}
