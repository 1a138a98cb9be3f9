package io.trivium.fin.stream.store;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * State on the heap, rebuilt from the changelog at each start. Kafka's own in-memory store copies the keys of every range
 * and looks each of them up again, which is most of the work where each authorization reads two ranges of thirty days;
 * this one walks the tree. A range must be closed before the store is changed. For one thread, as a task's store is.
 */
public final class HeapStore implements KeyValueStore<Bytes, byte[]> {

    private final String name;
    private final NavigableMap<Bytes, byte[]> entries = new TreeMap<>();
    private boolean open;

    private HeapStore(String name) {
        this.name = name;
    }

    public static KeyValueBytesStoreSupplier supplier(String name) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new HeapStore(name);
            }

            @Override
            public String metricsScope() {
                return "heap";
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> set(Bytes.wrap(key), value));
        open = true;
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return entries.get(key);
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        set(key, value);
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        return entries.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> values) {
        values.forEach(entry -> set(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        return entries.remove(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        NavigableMap<Bytes, byte[]> part = entries;
        if (from != null) part = part.tailMap(from, true);
        if (to != null) part = part.headMap(to, true);
        return new Entries(part.entrySet().iterator());
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return new Entries(entries.entrySet().iterator());
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public void close() {
        entries.clear();
        open = false;
    }

    private void set(Bytes key, byte @Nullable [] value) {
        if (value == null) entries.remove(key);
        else entries.put(key, value);
    }

    private static final class Entries implements KeyValueIterator<Bytes, byte[]> {
        private final Iterator<Map.Entry<Bytes, byte[]>> iterator;
        private Map.@Nullable Entry<Bytes, byte[]> next;

        Entries(Iterator<Map.Entry<Bytes, byte[]>> iterator) {
            this.iterator = iterator;
            advance();
        }

        private void advance() {
            next = iterator.hasNext() ? iterator.next() : null;
        }

        private Map.Entry<Bytes, byte[]> require() {
            Map.Entry<Bytes, byte[]> entry = next;
            if (entry == null) throw new NoSuchElementException();
            return entry;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Bytes peekNextKey() {
            return require().getKey();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            Map.Entry<Bytes, byte[]> entry = require();
            advance();
            return KeyValue.pair(entry.getKey(), entry.getValue());
        }

        @Override
        public void close() {
            next = null;
        }
    }
}
