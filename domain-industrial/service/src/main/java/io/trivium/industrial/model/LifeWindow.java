package io.trivium.industrial.model;

import static io.trivium.industrial.model.LifeTags.CHANNELS;

/**
 * The input of the network for remaining useful life of an asset at one cycle: the course of the last 96 cycles, and
 * numbers of the whole history up to then.
 *
 * @param series {@code [STEPS, CHANNELS]} means of scaled tags over 8 cycles each, the latest last; before the first cycle
 *     it is repeated
 * @param features {@code [FEATURES]}: of each channel three exponentially weighted means (spans of 4, 12 and 40 cycles),
 *     how far the second is from the asset's own first 15 cycles, and three slopes (last 15, 50 and 120 cycles, in
 *     deviations per 10 cycles); then the age, in hundreds of cycles up to 4 and as a logarithm
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LifeWindow(float[] series, float[] features) {
    public static final int STEPS = 12;
    private static final int CYCLES_A_STEP = 8;

    /** Cycles that the series looks back. */
    public static final int SPAN = STEPS * CYCLES_A_STEP;

    private static final int[] SPANS = {4, 12, 40};
    private static final int[] SLOPES = {15, 50, 120};
    private static final double PER_CYCLES = 10;

    /** A slope over few cycles is drawn towards 0 as if this share of a whole window had been flat. */
    private static final double FLAT_SHARE = 0.1;

    private static final int PER_CHANNEL = SPANS.length + 1 + SLOPES.length;
    public static final int FEATURES = PER_CHANNEL * CHANNELS + 2;

    /** Cycles an asset must have before its life is estimated. */
    public static final int LEAST_CYCLES = LifeTags.LEVEL_CYCLES;

    /**
     * The window that ends with a cycle.
     *
     * @param channels {@code [cycles][CHANNELS]}
     * @param cycles how many of them are known
     */
    public static LifeWindow at(double[][] channels, int cycles) {
        float[] series = new float[STEPS * CHANNELS];
        for (int i = 0; i < SPAN; i++) {
            double[] row = channels[Math.max(0, cycles - SPAN + i)];
            int step = i / CYCLES_A_STEP * CHANNELS;
            for (int c = 0; c < CHANNELS; c++) series[step + c] += (float) (row[c] / CYCLES_A_STEP);
        }
        double[] features = new double[FEATURES];
        int at = 0;
        for (int span : SPANS) {
            weighted(channels, cycles, span, features, at);
            at += CHANNELS;
        }
        double[] baseline = new double[CHANNELS];
        int first = Math.min(cycles, LifeTags.LEVEL_CYCLES);
        for (int t = 0; t < first; t++) {
            for (int c = 0; c < CHANNELS; c++) baseline[c] += channels[t][c] / first;
        }
        for (int c = 0; c < CHANNELS; c++) features[at + c] = features[CHANNELS + c] - baseline[c];
        at += CHANNELS;
        for (int window : SLOPES) {
            slope(channels, cycles, window, features, at);
            at += CHANNELS;
        }
        features[at] = Math.min(cycles, 400) / 100.0;
        features[at + 1] = Math.log(cycles);
        float[] rounded = new float[FEATURES];
        for (int i = 0; i < rounded.length; i++) rounded[i] = (float) features[i];
        return new LifeWindow(series, rounded);
    }

    private static void weighted(double[][] channels, int cycles, int span, double[] into, int at) {
        double keep = 1 - 2.0 / (span + 1);
        double weight = 1;
        double sum = 0;
        double[] means = new double[CHANNELS];
        for (int t = cycles - 1; t >= Math.max(0, cycles - 4 * span); t--) {
            for (int c = 0; c < CHANNELS; c++) means[c] += weight * channels[t][c];
            sum += weight;
            weight *= keep;
        }
        for (int c = 0; c < CHANNELS; c++) into[at + c] = means[c] / sum;
    }

    private static void slope(double[][] channels, int cycles, int window, double[] into, int at) {
        int n = Math.min(window, cycles);
        double spread = FLAT_SHARE * Math.pow(window, 3) / 12;
        for (int i = 0; i < n; i++) spread += Math.pow(i - (n - 1) / 2.0, 2);
        double[] products = new double[CHANNELS];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < CHANNELS; c++) products[c] += (i - (n - 1) / 2.0) * channels[cycles - n + i][c];
        }
        for (int c = 0; c < CHANNELS; c++) into[at + c] = PER_CYCLES * products[c] / spread;
    }
}
