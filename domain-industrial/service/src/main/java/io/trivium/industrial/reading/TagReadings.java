package io.trivium.industrial.reading;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** New readings of one tag, oldest first. Immutable and thread-safe, except for its builder. */
public final class TagReadings {
    private final long[] at;
    private final double[] values;

    private TagReadings(long[] at, double[] values) {
        this.at = at;
        this.values = values;
    }

    public int size() {
        return at.length;
    }

    /** Time at the sensor. */
    public Instant at(int reading) {
        return EpochMicros.toInstant(at[reading]);
    }

    /** Finite, in the unit of the tag. */
    public double value(int reading) {
        return values[reading];
    }

    /** Gathers readings in any order; not thread-safe. */
    static final class Builder {
        private long[] at = new long[8];
        private double[] values = new double[8];
        private int size;

        void add(long atMicros, double value) {
            if (size == at.length) {
                at = Arrays.copyOf(at, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            at[size] = atMicros;
            values[size] = value;
            size++;
        }

        /** In the order of time; of the same time, in that of arrival. */
        TagReadings build() {
            int[] order = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingLong(reading -> at[reading]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            long[] times = new long[size];
            double[] sorted = new double[size];
            for (int r = 0; r < size; r++) {
                times[r] = at[order[r]];
                sorted[r] = values[order[r]];
            }
            return new TagReadings(times, sorted);
        }
    }
}
