package io.trivium.runtime.learning.manifest;

/**
 * Counts of values in bins that are the same for ever, so that any two samples can be compared: four to an octave of
 * the magnitude from 2⁻¹² to 2²⁴ on either side, one for values nearer to zero, and the outermost ones for larger
 * values. Not thread-safe.
 */
public final class ValueBins {
    private static final int TO_THE_OCTAVE = 4;
    private static final int LOWEST_EXPONENT = -12;
    private static final int HIGHEST_EXPONENT = 24;
    private static final int SIDE = (HIGHEST_EXPONENT - LOWEST_EXPONENT) * TO_THE_OCTAVE;

    /** Number of bins. */
    public static final int COUNT = 2 * SIDE + 1;

    private final long[] counts;

    public ValueBins() {
        this(new long[COUNT]);
    }

    private ValueBins(long[] counts) {
        this.counts = counts;
    }

    /** Of counts that {@link #counts} gave. */
    static ValueBins of(long[] counts) {
        if (counts.length != COUNT) throw new IllegalArgumentException("not " + COUNT + " bins: " + counts.length);
        return new ValueBins(counts.clone());
    }

    public void add(double value) {
        counts[bin(value)]++;
    }

    /** The bin of a value; bins increase with values. */
    public static int bin(double value) {
        double magnitude = Math.abs(value);
        int exponent = Math.getExponent(magnitude);
        if (exponent < LOWEST_EXPONENT) return SIDE;
        int place;
        if (exponent >= HIGHEST_EXPONENT) {
            place = SIDE;
        } else {
            double mantissa = magnitude / Math.scalb(1.0, exponent);
            place = (exponent - LOWEST_EXPONENT) * TO_THE_OCTAVE + (int) ((mantissa - 1) * TO_THE_OCTAVE) + 1;
        }
        return value < 0 ? SIDE - place : SIDE + place;
    }

    public long[] counts() {
        return counts.clone();
    }
}
