package io.trivium.industrial.model;

import io.trivium.core.statistics.Quantiles;
import java.util.Arrays;
import java.util.List;

/**
 * The reference of good cycles of one job on one asset: the middle of each channel in each part of the cycle, and the
 * distance of good ones from it. Uses medians, so that a single defective cycle has no effect.
 */
public final class CycleReference {
    /** Minimum number of good cycles with which others are compared. */
    public static final int LEAST_CYCLES = 5;

    /** Good cycles are within this many deviations. */
    public static final double BAND = 3;

    /** From a median distance to a standard deviation of normal numbers. */
    private static final double NORMAL = 1.4826;

    /** Least deviation of a mean, as a share of its level. */
    private static final double LEAST_SHARE = 0.004;

    /** Least deviation of an unsteadiness. */
    private static final double LEAST_LOGARITHM = 0.1;

    private final int channels;
    private final int cycles;
    private final double[][] middle;
    private final double[][] deviation;

    private CycleReference(int channels, int cycles) {
        this.channels = channels;
        this.cycles = cycles;
        this.middle = new double[CycleShape.STEPS][channels];
        this.deviation = new double[CycleShape.STEPS][channels];
    }

    /** Creates a reference from good cycles, at least {@link #LEAST_CYCLES}. */
    public static CycleReference of(List<CycleShape> good) {
        if (good.size() < LEAST_CYCLES) {
            throw new IllegalArgumentException(good.size() + " cycles are too few to hold others against");
        }
        int channels = good.getFirst().channels();
        CycleReference reference = new CycleReference(channels, good.size());
        for (int channel = 0; channel < channels; channel++) reference.learn(good, channel);
        return reference;
    }

    private void learn(List<CycleShape> good, int channel) {
        double[] near = new double[CycleShape.STEPS];
        double level = 0;
        for (int step = 0; step < CycleShape.STEPS; step++) {
            int part = step;
            double centre = median(good.stream().mapToDouble(shape -> shape.at(part, channel)));
            middle[step][channel] = centre;
            near[step] =
                    NORMAL * median(good.stream().mapToDouble(shape -> Math.abs(shape.at(part, channel) - centre)));
            level += Math.abs(centre) / CycleShape.STEPS;
        }
        boolean isMean = channel < channels / 2;
        // The parts share what they have in common: within one there are as few numbers as cycles.
        double common =
                Math.max(median(Arrays.stream(near)), isMean ? Math.max(LEAST_SHARE * level, 1e-9) : LEAST_LOGARITHM);
        for (int step = 0; step < CycleShape.STEPS; step++) deviation[step][channel] = Math.max(common, near[step]);
    }

    private static double median(java.util.stream.DoubleStream numbers) {
        return Quantiles.median(numbers.toArray());
    }

    /** Good cycles it was learned from. */
    public int cycles() {
        return cycles;
    }

    int channels() {
        return channels;
    }

    /** The middle of good cycles. */
    public double middle(int step, int channel) {
        return middle[step][channel];
    }

    /** The lower end of the range of good cycles. */
    public double lower(int step, int channel) {
        return middle[step][channel] - BAND * deviation[step][channel];
    }

    /** The upper end of the range of good cycles. */
    public double upper(int step, int channel) {
        return middle[step][channel] + BAND * deviation[step][channel];
    }

    /** Returns the contribution of each tag to the deviation of a cycle; sums to 1 unless it does not deviate. */
    public double[] shares(CycleShape shape) {
        double[] shares = new double[channels / 2];
        double sum = 0;
        for (int step = 0; step < CycleShape.STEPS; step++) {
            for (int channel = 0; channel < channels; channel++) {
                double off = off(shape, step, channel);
                shares[channel % shares.length] += off * off;
                sum += off * off;
            }
        }
        for (int tag = 0; tag < shares.length; tag++) shares[tag] /= Math.max(sum, Double.MIN_NORMAL);
        return shares;
    }

    /** Returns the deviation of a cycle, in units of the deviation of good ones. */
    public double off(CycleShape shape, int step, int channel) {
        return (shape.at(step, channel) - middle[step][channel]) / deviation[step][channel];
    }
}
