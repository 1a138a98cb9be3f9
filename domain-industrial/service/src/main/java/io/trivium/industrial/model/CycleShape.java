package io.trivium.industrial.model;

import java.util.Arrays;

/**
 * A cycle of any length as the same few numbers: at each of {@link #STEPS} even parts of it the mean of each tag, and
 * how unsteady the tag is there, as the logarithm of the mean distance of a sample from the middle of its neighbours.
 */
public final class CycleShape {
    /** Parts of a cycle. */
    public static final int STEPS = 24;

    /** Minimum number of samples from which a shape can be computed. */
    public static final int LEAST_SAMPLES = 12;

    /** Unsteadiness is computed within at least this many samples. */
    private static final int NEIGHBOURS = 5;

    /** Keeps a tag that never moves from being infinitely steady, as a share of its level. */
    private static final double STILL = 1e-3;

    private static final double STILL_AT_ZERO = 1e-6;

    private final int tags;
    private final float[] numbers;

    private CycleShape(int tags, float[] numbers) {
        this.tags = tags;
        this.numbers = numbers;
    }

    /**
     * Computes the shape of samples at equal intervals.
     *
     * @param samples at least {@link #LEAST_SAMPLES}, each with a value of every tag
     */
    public static CycleShape of(double[][] samples) {
        if (samples.length < LEAST_SAMPLES) {
            throw new IllegalArgumentException(samples.length + " samples are too few for the shape of a cycle");
        }
        int tags = samples[0].length;
        float[] numbers = new float[STEPS * 2 * tags];
        for (int tag = 0; tag < tags; tag++) {
            double[] values = new double[samples.length];
            for (int s = 0; s < values.length; s++) values[s] = samples[s][tag];
            double[] rough = roughness(values);
            double level = Arrays.stream(values).map(Math::abs).average().orElse(0);
            double still = Math.max(STILL * level, STILL_AT_ZERO);
            for (int step = 0; step < STEPS; step++) {
                numbers[step * 2 * tags + tag] = (float) mean(values, step);
                numbers[step * 2 * tags + tags + tag] = (float) Math.log(unsteadiness(rough, step) + still);
            }
        }
        return new CycleShape(tags, numbers);
    }

    /**
     * As {@link #numbers()} gave them.
     *
     * @param tags of the cycle
     */
    public static CycleShape of(int tags, float[] numbers) {
        if (numbers.length != STEPS * 2 * tags) {
            throw new IllegalArgumentException(numbers.length + " numbers are no shape of " + tags + " tags");
        }
        return new CycleShape(tags, numbers.clone());
    }

    private static double[] roughness(double[] values) {
        double[] rough = new double[values.length];
        for (int s = 1; s < values.length - 1; s++) {
            rough[s] = Math.abs(values[s] - (values[s - 1] + values[s + 1]) / 2);
        }
        rough[0] = rough[1];
        rough[values.length - 1] = rough[values.length - 2];
        return rough;
    }

    private static double mean(double[] values, int step) {
        double from = step * values.length / (double) STEPS;
        double to = (step + 1) * values.length / (double) STEPS;
        double sum = 0;
        for (int s = (int) from; s < values.length && s < to; s++) {
            sum += values[s] * (Math.min(to, s + 1) - Math.max(from, s));
        }
        return sum / (to - from);
    }

    private static double unsteadiness(double[] rough, int step) {
        double middle = (step + 0.5) * rough.length / STEPS;
        double half = Math.max(NEIGHBOURS, rough.length / (double) STEPS) / 2;
        int from = Math.clamp(Math.round(middle - half), 0, rough.length - NEIGHBOURS);
        int to = Math.clamp(Math.round(middle + half), from + NEIGHBOURS, rough.length);
        return Arrays.stream(rough, from, to).average().orElse(0);
    }

    public int tags() {
        return tags;
    }

    /** Twice the tags: their means, then their unsteadiness. */
    public int channels() {
        return 2 * tags;
    }

    /** A channel in one part of the cycle. */
    public double at(int step, int channel) {
        return numbers[step * 2 * tags + channel];
    }

    /** All numbers, a part of the cycle after the other: what can be stored of a cycle. */
    public float[] numbers() {
        return numbers.clone();
    }
}
