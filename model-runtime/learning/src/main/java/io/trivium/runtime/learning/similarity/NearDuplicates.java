package io.trivium.runtime.learning.similarity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds examples that are nearly the same as another: in every number of their inputs no further apart than 0.5 % of
 * the spread of that number. Of two about the same subject, or both without a subject, the later one is superfluous; of
 * two on different sides of a split, of any subjects, the one in the later part, so that no training example is nearly
 * a test example. Two of different subjects on one side both stay.
 *
 * <p>Examples are offered in an order that has nothing to do with their numbers, such as that of their hashes: spread is measured
 * on the first {@value #SAMPLE}. Every pair is found unless a thousand others share its place. Holds two bytes a number and
 * about 50 bytes an example. Where fewer than {@value #FEWEST_COLUMNS} numbers vary, nothing is nearly the same: chance would
 * make it so. The same examples in the same order give the same answer. Not thread-safe.
 */
public final class NearDuplicates {
    private static final int SAMPLE = 5_000;
    private static final int FEWEST_COLUMNS = 4;
    private static final int MOST_GRID_COLUMNS = 8;
    private static final int MOST_NUMBERS = 512;
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final List<float[]> sample = new ArrayList<>();
    private final List<short[]> codes = new ArrayList<>();
    private int width = -1;
    private @Nullable Quantiser quantiser;
    private Traits traits = new Traits(CHUNK);
    private int rows;

    /** The data of each example in addition to its numbers. */
    private static final class Traits {
        private long[] key;
        private long[] subject;
        private boolean[] hasSubject;
        private long[] time;
        private byte[] part;

        Traits(int size) {
            key = new long[size];
            subject = new long[size];
            hasSubject = new boolean[size];
            time = new long[size];
            part = new byte[size];
        }

        void grow(int size) {
            key = Arrays.copyOf(key, size);
            subject = Arrays.copyOf(subject, size);
            hasSubject = Arrays.copyOf(hasSubject, size);
            time = Arrays.copyOf(time, size);
            part = Arrays.copyOf(part, size);
        }
    }

    /**
     * An example as it is compared.
     *
     * @param key names it in the answer
     * @param subject hash of its subject; null when it is about no subject
     * @param part place in the order of parts; the ones with a lower number stay
     * @param time of any unit and origin
     */
    public record Offer(long key, @Nullable Long subject, int part, long time) {}

    /** Takes an example; one with other or too many numbers than the first is never nearly the same. */
    public void add(Offer offer, float[] numbers) {
        if (width < 0) width = numbers.length;
        if (numbers.length != width || width == 0 || width > MOST_NUMBERS) return;
        if (rows == traits.key.length) traits.grow(rows + (rows >> 1));
        traits.key[rows] = offer.key();
        traits.hasSubject[rows] = offer.subject() != null;
        if (offer.subject() != null) traits.subject[rows] = offer.subject();
        traits.time[rows] = offer.time();
        traits.part[rows] = (byte) offer.part();
        rows++;
        if (quantiser != null) {
            encode(quantiser, rows - 1, numbers);
        } else {
            sample.add(numbers);
            if (rows == SAMPLE) measure();
        }
    }

    private Quantiser measure() {
        Quantiser measured = Quantiser.of(sample, sample.size(), width);
        quantiser = measured;
        for (int row = 0; row < sample.size(); row++) encode(measured, row, sample.get(row));
        sample.clear();
        return measured;
    }

    private void encode(Quantiser measured, int row, float[] numbers) {
        if (row >> CHUNK_BITS == codes.size()) codes.add(new short[CHUNK * width]);
        measured.codes(numbers, chunk(row), place(row));
    }

    private short[] chunk(int row) {
        return codes.get(row >> CHUNK_BITS);
    }

    private int place(int row) {
        return (row & CHUNK - 1) * width;
    }

    /** Keys of the superfluous ones of all that were taken. */
    public Set<Long> superfluous() {
        Set<Long> found = new HashSet<>();
        if (rows < 2) return found;
        Quantiser measured = quantiser == null ? measure() : quantiser;
        if (measured.graded() < FEWEST_COLUMNS) return found;
        CellGrid grid = new CellGrid(measured, columns(measured));
        int[] order = IntStream.range(0, rows)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(row -> traits.part[row])
                        .thenComparingLong(row -> traits.time[row])
                        .thenComparingLong(row -> traits.key[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int row : order) {
            short[] own = chunk(row);
            int at = place(row);
            boolean near = grid.any(
                    own, at, other -> compete(row, other) && measured.isSame(own, at, chunk(other), place(other)));
            if (near) found.add(traits.key[row]);
            else grid.add(row, own, at);
        }
        return found;
    }

    private boolean compete(int row, int other) {
        if (traits.part[row] != traits.part[other]) return true;
        return traits.hasSubject[row] == traits.hasSubject[other] && traits.subject[row] == traits.subject[other];
    }

    /** The columns that together best distinguish the rows of the beginning, the best first. */
    private int[] columns(Quantiser measured) {
        int count = Math.min(rows, SAMPLE);
        long[] place = new long[count];
        Arrays.fill(place, 1);
        List<Integer> chosen = new ArrayList<>();
        long least = Long.MAX_VALUE;
        while (chosen.size() < Math.min(MOST_GRID_COLUMNS, width)) {
            int best = -1;
            for (int column = 0; column < width; column++) {
                if (chosen.contains(column)) continue;
                long together = together(divided(measured, place, column));
                if (together < least) {
                    least = together;
                    best = column;
                }
            }
            if (best < 0) break;
            place = divided(measured, place, best);
            chosen.add(best);
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    private long[] divided(Quantiser measured, long[] place, int column) {
        long[] divided = new long[place.length];
        for (int row = 0; row < place.length; row++) {
            short code = chunk(row)[place(row) + column];
            divided[row] = CellGrid.mixed(place[row], CellGrid.cell(measured, column, code));
        }
        return divided;
    }

    /** Pairs of equal places. */
    private static long together(long[] places) {
        long[] sorted = places.clone();
        Arrays.sort(sorted);
        long pairs = 0;
        int run = 0;
        for (int i = 1; i < sorted.length; i++) {
            run = sorted[i] == sorted[i - 1] ? run + 1 : 0;
            pairs += run;
        }
        return pairs;
    }
}
