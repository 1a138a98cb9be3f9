package io.trivium.runtime.learning.gate;

import io.trivium.runtime.document.Pace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Samples of rows, drawn with repetitions, on which two models are compared at once (Efron and Tibshirani, "An Introduction
 * to the Bootstrap", 1993, chapter 13). Rows about one subject are drawn together. The same seed draws the same samples.
 */
public final class PairedBootstrap {
    /** Share of the samples on either side of an interval's bound. */
    public static final double TAIL = 0.05;

    private final int[] subjectOf;
    private final int subjects;
    private final int samples;
    private final long seed;
    private final double share;

    /**
     * Samples that are drawn on demand.
     *
     * @param subjects equal for rows that are drawn together
     * @param share of the time in which they are drawn
     */
    PairedBootstrap(long[] subjects, int samples, long seed, double share) {
        Map<Long, Integer> numbers = new HashMap<>();
        this.subjectOf = Arrays.stream(subjects)
                .mapToInt(subject -> numbers.computeIfAbsent(subject, each -> numbers.size()))
                .toArray();
        this.subjects = numbers.size();
        this.samples = samples;
        this.seed = seed;
        this.share = share;
    }

    /**
     * A statistic of every sample, from the smallest.
     *
     * @param statistic of the weights of the rows; samples for which it is NaN are left out
     */
    public double[] of(ToDoubleFunction<int[]> statistic) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] drawn = new int[subjects];
        int[] weights = new int[subjectOf.length];
        double[] found = new double[samples];
        Pace pace = new Pace(share);
        for (int sample = 0; sample < samples; sample++) {
            Arrays.fill(drawn, 0);
            for (int i = 0; i < subjects; i++) drawn[random.nextInt(subjects)]++;
            for (int row = 0; row < weights.length; row++) weights[row] = drawn[subjectOf[row]];
            found[sample] = statistic.applyAsDouble(weights);
            pace.rest();
        }
        return Arrays.stream(found)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
    }
}
