package io.trivium.fin.feature;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps histories on the heap: for offline runs and tests. Not thread-safe. */
public final class InMemoryDayStore implements DayStore {

    private final Map<String, TreeMap<Integer, byte[]>> days = new HashMap<>();

    @Override
    public byte @Nullable [] get(String entity, int epochDay) {
        TreeMap<Integer, byte[]> history = days.get(entity);
        return history == null ? null : history.get(epochDay);
    }

    @Override
    public void put(String entity, int epochDay, byte[] dayRecord) {
        days.computeIfAbsent(entity, name -> new TreeMap<>()).put(epochDay, dayRecord);
    }

    @Override
    public void delete(String entity, int epochDay) {
        TreeMap<Integer, byte[]> history = days.get(entity);
        if (history != null) history.remove(epochDay);
    }

    @Override
    public void range(String entity, int fromDay, int toDay, DayVisitor visitor) {
        TreeMap<Integer, byte[]> history = days.get(entity);
        if (history != null) history.subMap(fromDay, true, toDay, true).forEach(visitor::visit);
    }

    /** Every day kept, by entity: what tests compare with an oracle. */
    public Map<String, Map<Integer, byte[]>> contents() {
        return Map.copyOf(days);
    }
}
