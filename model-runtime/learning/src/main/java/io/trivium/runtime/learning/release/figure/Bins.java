package io.trivium.runtime.learning.release.figure;

import io.trivium.runtime.learning.manifest.ValueBins;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Fixed bins of compute times and scores, so that counts of any processes can be added. */
public final class Bins {
    /** Eight to the octave from a microsecond on, up to more than a minute. */
    static final int LATENCIES = 220;

    private static final int TO_THE_OCTAVE = 8;
    private static final double MICRO = 1_000;
    /** Of probabilities; other scores have the bins of {@link ValueBins}. */
    private static final int PROBABILITIES = 100;

    /** Both kinds of scores share one array. */
    static final int SCORES = PROBABILITIES + ValueBins.COUNT;

    private Bins() {}

    static int ofNanos(long nanos) {
        if (nanos <= MICRO) return 0;
        double octaves = Math.log(nanos / MICRO) / Math.log(2);
        return Math.min(LATENCIES - 1, 1 + (int) (octaves * TO_THE_OCTAVE));
    }

    /** The longest time of a bin, in milliseconds. */
    public static double millis(int bin) {
        return MICRO * Math.pow(2, (double) bin / TO_THE_OCTAVE) / 1_000_000;
    }

    /** @param isProbability whether scores are in [0, 1], where equal steps matter and not equal ratios */
    static int ofScore(double score, boolean isProbability) {
        if (!isProbability) return PROBABILITIES + ValueBins.bin(score);
        return (int) Math.clamp(score * PROBABILITIES, 0, PROBABILITIES - 1);
    }

    /**
     * The bin that the element of a rank is in.
     *
     * @param rank from 1 on
     * @return −1 when there are fewer
     */
    public static int ofRank(long[] counts, double rank) {
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) return i;
        }
        return -1;
    }

    public static long total(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    /** The quantile in milliseconds; null when nothing was counted. */
    public static @Nullable Double quantileMillis(long[] latencies, double share) {
        int bin = total(latencies) == 0 ? -1 : ofRank(latencies, Math.ceil(share * total(latencies)));
        return bin < 0 ? null : millis(bin);
    }
}
