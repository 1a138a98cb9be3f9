package io.trivium.runtime.learning.release;

import java.util.Arrays;

/**
 * What was counted of one version in one phase of a release. Immutable; arrays are copies.
 *
 * <p>Live are requests that callers waited for; rehearsed are copies, which both versions answer one after the other. Errors,
 * answers that are not finite and degraded ones are counted of both kinds; compute times and scores of copies that both
 * versions answered.
 */
final class Figures {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, new long[Bins.LATENCIES], new long[Bins.SCORES]);

    private final long live;
    private final long rehearsed;
    private final long errors;
    private final long notFinite;
    private final long degraded;
    private final long late;
    private final long[] latencies;
    private final long[] scores;

    @SuppressWarnings("TooManyParameters") // one row
    Figures(
            long live,
            long rehearsed,
            long errors,
            long notFinite,
            long degraded,
            long late,
            long[] latencies,
            long[] scores) {
        this.live = live;
        this.rehearsed = rehearsed;
        this.errors = errors;
        this.notFinite = notFinite;
        this.degraded = degraded;
        this.late = late;
        this.latencies = Arrays.copyOf(latencies, Bins.LATENCIES);
        this.scores = Arrays.copyOf(scores, Bins.SCORES);
    }

    Figures plus(Figures other) {
        return new Figures(
                live + other.live,
                rehearsed + other.rehearsed,
                errors + other.errors,
                notFinite + other.notFinite,
                degraded + other.degraded,
                late + other.late,
                sum(latencies, other.latencies),
                sum(scores, other.scores));
    }

    private static long[] sum(long[] a, long[] b) {
        long[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) sum[i] += b[i];
        return sum;
    }

    long live() {
        return live;
    }

    long rehearsed() {
        return rehearsed;
    }

    /** Requests and copies that it answered or failed at. */
    long asked() {
        return live + rehearsed;
    }

    long errors() {
        return errors;
    }

    long notFinite() {
        return notFinite;
    }

    long degraded() {
        return degraded;
    }

    /** Live requests whose deadline passed; not among {@link #live}. */
    long late() {
        return late;
    }

    long[] latencies() {
        return latencies.clone();
    }

    long[] scores() {
        return scores.clone();
    }
}
