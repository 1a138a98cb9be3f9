package io.trivium.runtime.learning.release.figure;

import java.util.Arrays;

/**
 * The counts of one version in one phase of a release. Immutable; arrays are copies.
 *
 * <p>Live are requests that callers waited for; rehearsed are copies, which both versions answer one after the other. Compute
 * times and scores are those of copies that both versions answered.
 */
public final class Figures {
    public static final Figures NONE =
            new Figures(Faults.NONE, Faults.NONE, 0, new long[Bins.LATENCIES], new long[Bins.SCORES]);

    private final Faults live;
    private final Faults rehearsed;
    private final long late;
    private final long[] latencies;
    private final long[] scores;

    public Figures(Faults live, Faults rehearsed, long late, long[] latencies, long[] scores) {
        this.live = live;
        this.rehearsed = rehearsed;
        this.late = late;
        this.latencies = Arrays.copyOf(latencies, Bins.LATENCIES);
        this.scores = Arrays.copyOf(scores, Bins.SCORES);
    }

    public Figures plus(Figures other) {
        return new Figures(
                live.plus(other.live),
                rehearsed.plus(other.rehearsed),
                late + other.late,
                sum(latencies, other.latencies),
                sum(scores, other.scores));
    }

    /** The counts since the earlier ones. */
    Figures minus(Figures earlier) {
        return new Figures(
                live.minus(earlier.live),
                rehearsed.minus(earlier.rehearsed),
                late - earlier.late,
                difference(latencies, earlier.latencies),
                difference(scores, earlier.scores));
    }

    private static long[] difference(long[] a, long[] b) {
        long[] difference = a.clone();
        for (int i = 0; i < difference.length; i++) difference[i] -= b[i];
        return difference;
    }

    private static long[] sum(long[] a, long[] b) {
        long[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) sum[i] += b[i];
        return sum;
    }

    public Faults live() {
        return live;
    }

    public Faults rehearsed() {
        return rehearsed;
    }

    /** Requests and copies together. */
    public Faults all() {
        return live.plus(rehearsed);
    }

    /** Live requests whose deadline passed; not among {@link #live}. */
    public long late() {
        return late;
    }

    public long[] latencies() {
        return latencies.clone();
    }

    public long[] scores() {
        return scores.clone();
    }
}
