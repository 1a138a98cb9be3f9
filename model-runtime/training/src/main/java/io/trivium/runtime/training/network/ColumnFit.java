package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.moe.TokenizerSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Fits, on training rows, a tokenizer's processing of its columns before the first weight: mean, deviation, and the cut
 * points of the piecewise-linear encoding (Gorishniy et al., "On Embeddings for Numerical Features in Tabular Deep
 * Learning", 2022, equation 1).
 */
final class ColumnFit {
    private ColumnFit() {}

    /** @param labels one of each row of the table; read only for cuts by target */
    static void fit(TokenizerSpec.Columns spec, ColumnTable table, float[] labels, int tokenizer, Parameters target) {
        int columns = table.columns();
        float[] mean = new float[columns];
        float[] inverse = new float[columns];
        Arrays.fill(inverse, 1f);
        int bins = spec.bins();
        float[] cuts = new float[columns * Math.max(0, bins - 1)];
        Arrays.fill(cuts, Float.POSITIVE_INFINITY);
        float[] lower = new float[columns * bins];
        float[] inverseWidth = new float[columns * bins];
        for (int column = 0; column < columns; column++) {
            float[] values = table.column(column);
            if (spec.standardise()) standardise(values, spec.signedLog()[column], column, mean, inverse);
            if (bins == 0 || values.length == 0) continue;
            List<Float> steps = List.of();
            if (spec.targetCuts()) {
                if (labels.length != values.length) {
                    throw new IllegalArgumentException(
                            "cuts by target need a label of each of " + values.length + " rows, not " + labels.length);
                }
                steps = TargetCuts.edges(values, labels, (bins - bins / 4) / 2);
            }
            Arrays.sort(values);
            float[] edges = spec.targetCuts() ? edges(values, bins / 4, steps) : edges(values, bins);
            for (int bin = 0; bin < edges.length - 1; bin++) {
                if (bin > 0) cuts[column * (bins - 1) + bin - 1] = edges[bin];
                lower[column * bins + bin] = edges[bin];
                inverseWidth[column * bins + bin] = 1f / (edges[bin + 1] - edges[bin]);
            }
        }
        put(target, tokenizer, TokenizerParameters.MEAN, new long[] {columns}, mean);
        put(target, tokenizer, TokenizerParameters.INVERSE_DEVIATION, new long[] {columns}, inverse);
        if (bins == 0) return;
        put(target, tokenizer, TokenizerParameters.CUTS, new long[] {columns, bins - 1}, cuts);
        put(target, tokenizer, TokenizerParameters.LOWER, new long[] {columns, bins}, lower);
        put(target, tokenizer, TokenizerParameters.INVERSE_WIDTH, new long[] {columns, bins}, inverseWidth);
    }

    /** Mean and deviation per channel, the innermost dimension. */
    static void fitChannels(
            float[] input, int channels, boolean log, boolean standardise, int tokenizer, Parameters target) {
        float[] mean = new float[channels];
        float[] inverse = new float[channels];
        Arrays.fill(inverse, 1f);
        if (standardise) {
            for (int channel = 0; channel < channels; channel++) {
                float[] values = new float[input.length / channels];
                for (int i = 0; i < values.length; i++) values[i] = input[i * channels + channel];
                standardise(values, log, channel, mean, inverse);
            }
        }
        put(target, tokenizer, TokenizerParameters.MEAN, new long[] {channels}, mean);
        put(target, tokenizer, TokenizerParameters.INVERSE_DEVIATION, new long[] {channels}, inverse);
    }

    private static void put(Parameters target, int tokenizer, String name, long[] shape, float[] values) {
        target.put(TokenizerParameters.name(tokenizer, name), shape, values);
    }

    private static void standardise(float[] values, boolean log, int column, float[] mean, float[] inverse) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            double x = log ? ColumnTable.logarithm(value) : value;
            sum += x;
            squares += x * x;
        }
        int count = Math.max(1, values.length);
        double average = sum / count;
        double deviation = Math.sqrt(Math.max(0, squares / count - average * average));
        mean[column] = (float) average;
        inverse[column] = deviation > 1e-12 ? (float) (1 / deviation) : 1f;
    }

    /**
     * Half of the cut points are quantiles of the rows and half quantiles of the distinct values: a column that is
     * nearly always zero, or whose interesting values are its rarest, would otherwise get no cuts where they matter.
     */
    private static float[] edges(float[] sorted, int bins) {
        float[] distinct = new float[sorted.length];
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) distinct[count++] = sorted[i];
        }
        if (count <= bins + 1) return Arrays.copyOf(distinct, count);
        float[] points = new float[bins + 1];
        int half = (bins + 1) / 2;
        for (int i = 0; i < half; i++) points[i] = sorted[position(i, half, sorted.length)];
        for (int i = half; i <= bins; i++) points[i] = distinct[position(i - half, bins + 1 - half, count)];
        Arrays.sort(points);
        int kept = 0;
        for (int i = 0; i < points.length; i++) {
            if (i == 0 || points[i] != points[i - 1]) points[kept++] = points[i];
        }
        return Arrays.copyOf(points, kept);
    }

    /** The edges of fewer bins and the steps between them. */
    private static float[] edges(float[] sorted, int bins, List<Float> steps) {
        float[] few = edges(sorted, bins);
        float[] all = Arrays.copyOf(few, few.length + steps.size());
        for (int i = 0; i < steps.size(); i++) all[few.length + i] = steps.get(i);
        Arrays.sort(all);
        int kept = 0;
        for (int i = 0; i < all.length; i++) {
            if (i == 0 || all[i] != all[i - 1]) all[kept++] = all[i];
        }
        return Arrays.copyOf(all, kept);
    }

    private static int position(int step, int steps, int length) {
        return (int) Math.round((double) step * (length - 1) / Math.max(1, steps - 1));
    }
}
