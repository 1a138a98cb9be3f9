package io.trivium.runtime.training.stage;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A sample of a stream in strata: each stratum, such as a day, has an equal share of the room, and keeps a uniform
 * sample of all it was offered (algorithm R of Vitter, ACM TOMS 11:37, 1985). A new stratum makes the shares of all
 * smaller; they never grow, which would make a sample uneven. Where there are more strata than room, the oldest are
 * removed. The sample follows from the seed and the order of the offers alone. Not thread-safe.
 */
public final class Reservoir {
    private static final class Stratum {
        private final List<float[]> kept = new ArrayList<>();
        private long seen;
    }

    private final int capacity;
    private final long seed;
    private final TreeMap<Long, Stratum> strata = new TreeMap<>();
    private long offered;

    /** @param capacity items in all strata together */
    public Reservoir(int capacity, long seed) {
        if (capacity < 1) throw new IllegalArgumentException("a reservoir of " + capacity + " items keeps nothing");
        this.capacity = capacity;
        this.seed = seed;
    }

    /** Offers an item, which is kept as it is or not at all.
     * @param stratum number that orders the strata by age */
    public void offer(long stratum, float[] item) {
        SplittableRandom random = new SplittableRandom(seed ^ (++offered * 0x9E3779B97F4A7C15L));
        Stratum own = strata.get(stratum);
        if (own == null) {
            own = new Stratum();
            strata.put(stratum, own);
            if (strata.size() > capacity) strata.remove(strata.firstKey());
            strata.values().forEach(each -> shrink(each, share(), random));
            if (!strata.containsKey(stratum)) return;
        }
        own.seen++;
        if (own.kept.size() < share()) {
            own.kept.add(item);
        } else {
            long place = random.nextLong(own.seen);
            if (place < share()) own.kept.set((int) place, item);
        }
    }

    private int share() {
        return capacity / strata.size();
    }

    private static void shrink(Stratum stratum, int share, SplittableRandom random) {
        while (stratum.kept.size() > share) {
            int place = random.nextInt(stratum.kept.size());
            stratum.kept.set(place, stratum.kept.getLast());
            stratum.kept.removeLast();
        }
    }

    /** Everything that is kept, stratum after stratum. */
    public List<float[]> items() {
        List<float[]> all = new ArrayList<>();
        strata.values().forEach(each -> all.addAll(each.kept));
        return all;
    }

    /** Changes every item that is kept. */
    void replaceAll(UnaryOperator<float[]> change) {
        strata.values().forEach(each -> each.kept.replaceAll(change));
    }

    /** The number of items that each stratum keeps. */
    public Map<Long, Integer> sizes() {
        Map<Long, Integer> sizes = new TreeMap<>();
        strata.forEach((stratum, each) -> sizes.put(stratum, each.kept.size()));
        return sizes;
    }

    /** Items offered so far. */
    public long offered() {
        return offered;
    }

    /** Writes it, so that {@link #read} continues from the same state. */
    public void write(Path file) throws IOException {
        List<float[]> items = items();
        int size = items.isEmpty() ? 0 : items.getFirst().length;
        float[] numbers = new float[Math.multiplyExact(items.size(), size)];
        for (int i = 0; i < items.size(); i++) System.arraycopy(items.get(i), 0, numbers, i * size, size);
        long[] names = strata.keySet().stream().mapToLong(Long::longValue).toArray();
        long[] kept =
                strata.values().stream().mapToLong(each -> each.kept.size()).toArray();
        long[] seen = strata.values().stream().mapToLong(each -> each.seen).toArray();
        new SafetensorsWriter()
                .add("items", new long[] {items.size(), size}, numbers)
                .add("strata", new long[] {names.length}, names)
                .add("kept", new long[] {kept.length}, kept)
                .add("seen", new long[] {seen.length}, seen)
                .add("state", new long[] {3}, new long[] {capacity, seed, offered})
                .write(file);
    }

    /** Reads one. */
    public static Reservoir read(Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            long[] state = tensors.tensor("state").toLongs();
            Reservoir reservoir = new Reservoir(Math.toIntExact(state[0]), state[1]);
            reservoir.offered = state[2];
            float[] numbers = tensors.tensor("items").toFloats();
            int size = Math.toIntExact(tensors.tensor("items").shape()[1]);
            List<float[]> items = new ArrayList<>();
            for (int from = 0; from < numbers.length; from += size) {
                float[] item = new float[size];
                System.arraycopy(numbers, from, item, 0, size);
                items.add(item);
            }
            Iterator<float[]> next = items.iterator();
            long[] names = tensors.tensor("strata").toLongs();
            long[] kept = tensors.tensor("kept").toLongs();
            long[] seen = tensors.tensor("seen").toLongs();
            for (int s = 0; s < names.length; s++) {
                Stratum stratum = new Stratum();
                stratum.seen = seen[s];
                for (long i = 0; i < kept[s]; i++) stratum.kept.add(next.next());
                reservoir.strata.put(names[s], stratum);
            }
            return reservoir;
        }
    }
}
