package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Readings that travel together: those of one asset, or of the assets behind one edge node. Columns instead of objects: there
 * are tens of thousands a second. Immutable and thread-safe, except for its builder.
 */
public final class ReadingBatch {
    /** A batch of so many stays far below the broker's largest record. */
    public static final int MOST_READINGS = 20_000;

    private final TenantId tenant;
    private final String key;
    private final List<Series> series;
    private final int[] seriesOf;
    private final long[] at;
    private final double[] values;
    private final short[] qualities;

    private ReadingBatch(Builder builder) {
        this.tenant = builder.tenant;
        this.key = builder.key;
        this.series = List.copyOf(builder.series.keySet());
        this.seriesOf = Arrays.copyOf(builder.seriesOf, builder.size);
        this.at = Arrays.copyOf(builder.at, builder.size);
        this.values = Arrays.copyOf(builder.values, builder.size);
        this.qualities = Arrays.copyOf(builder.qualities, builder.size);
    }

    public TenantId tenant() {
        return tenant;
    }

    /** Returns the key of the batch: batches of one key keep the order in which they were sent. */
    public String key() {
        return key;
    }

    public int size() {
        return at.length;
    }

    /** Returns the series to which the readings' {@link #seriesOf} refers. */
    public List<Series> series() {
        return series;
    }

    public int seriesOf(int reading) {
        return seriesOf[reading];
    }

    /** Time at the sensor, in microseconds since 1970. */
    public long at(int reading) {
        return at[reading];
    }

    /** Finite, in the unit of the tag. */
    public double value(int reading) {
        return values[reading];
    }

    /** A code of {@link ReadingQuality}. */
    public short quality(int reading) {
        return qualities[reading];
    }

    public static Builder of(TenantId tenant, String key) {
        return new Builder(tenant, key);
    }

    /** Gathers readings; not thread-safe. */
    public static final class Builder {
        private static final int FIRST = 64;

        private final TenantId tenant;
        private final String key;
        private final Map<Series, Integer> series = new LinkedHashMap<>();
        private int[] seriesOf = new int[FIRST];
        private long[] at = new long[FIRST];
        private double[] values = new double[FIRST];
        private short[] qualities = new short[FIRST];
        private int size;

        private Builder(TenantId tenant, String key) {
            this.tenant = tenant;
            this.key = key;
        }

        public int size() {
            return size;
        }

        /** Adds a reading of a series that may be new. */
        public void add(Series of, long atMicros, double value, ReadingQuality quality) {
            int index = series.computeIfAbsent(of, added -> series.size());
            add(index, atMicros, value, (short) quality.code());
        }

        /** Puts a series at the next index, for {@link #add(int, long, double, short)}. */
        int addSeries(Series added) {
            series.put(added, series.size());
            return series.size() - 1;
        }

        void add(int index, long atMicros, double value, short quality) {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a reading must be finite: " + value);
            if (size == at.length) {
                seriesOf = Arrays.copyOf(seriesOf, 2 * size);
                at = Arrays.copyOf(at, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
                qualities = Arrays.copyOf(qualities, 2 * size);
            }
            seriesOf[size] = index;
            at[size] = atMicros;
            values[size] = value;
            qualities[size] = quality;
            size++;
        }

        public ReadingBatch build() {
            return new ReadingBatch(this);
        }
    }
}
