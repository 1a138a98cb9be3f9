package io.trivium.runtime.learning;

import java.util.Arrays;

/**
 * What a network does to its input columns before the first layer, learned from training rows: an optional signed
 * logarithm, standardisation, and the cut points of a piecewise-linear encoding (Gorishniy et al., "On Embeddings for
 * Numerical Features in Tabular Deep Learning", 2022, eq. 1). All arithmetic is float32, as in the exported graph.
 */
final class ColumnEncoding {
    private final boolean[] signedLog;
    private final float[] mean;
    private final float[] inverseDeviation;
    private final float[][] cuts;
    private final int bins;

    private ColumnEncoding(boolean[] signedLog, float[] mean, float[] inverseDeviation, float[][] cuts, int bins) {
        this.signedLog = signedLog;
        this.mean = mean;
        this.inverseDeviation = inverseDeviation;
        this.cuts = cuts;
        this.bins = bins;
    }

    static ColumnEncoding learn(DenseSpec spec, TabularData data) {
        int columns = data.columns();
        float[] mean = new float[columns];
        float[] inverse = new float[columns];
        Arrays.fill(inverse, 1f);
        float[][] cuts = new float[columns][];
        int bins = 1;
        for (int column = 0; column < columns; column++) {
            float[] values = new float[data.rows()];
            for (int row = 0; row < values.length; row++) values[row] = data.features()[row * columns + column];
            if (spec.standardise()) standardise(values, spec.signedLog()[column], column, mean, inverse);
            Arrays.sort(values);
            cuts[column] = spec.bins() == 0 ? new float[0] : cutPoints(values, spec.bins());
            bins = Math.max(bins, cuts[column].length - 1);
        }
        return new ColumnEncoding(spec.signedLog(), mean, inverse, cuts, spec.bins() == 0 ? 0 : bins);
    }

    private static void standardise(float[] values, boolean log, int column, float[] mean, float[] inverse) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            double x = log ? signedLog(value) : value;
            sum += x;
            squares += x * x;
        }
        double average = sum / values.length;
        double deviation = Math.sqrt(Math.max(0, squares / values.length - average * average));
        mean[column] = (float) average;
        inverse[column] = deviation > 1e-12 ? (float) (1 / deviation) : 1f;
    }

    /**
     * Half of the cut points are quantiles of the rows and half quantiles of the distinct values: a column that is
     * nearly always zero, or whose interesting values are its rarest, would otherwise get no cuts where they matter.
     */
    private static float[] cutPoints(float[] sorted, int bins) {
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

    private static int position(int step, int steps, int length) {
        return (int) Math.round((double) step * (length - 1) / Math.max(1, steps - 1));
    }

    private static float signedLog(float value) {
        return Math.copySign((float) Math.log1p(Math.abs(value)), value);
    }

    int columns() {
        return mean.length;
    }

    /** Bins of the column with most of them; 0 when there is no piecewise-linear encoding. */
    int bins() {
        return bins;
    }

    /** Standardised numbers, row-major {@code [rows, columns]}. */
    float[] standardised(TabularData data) {
        int columns = columns();
        float[] numbers = new float[data.features().length];
        for (int i = 0; i < numbers.length; i++) {
            int column = i % columns;
            float value = data.features()[i];
            numbers[i] = ((signedLog[column] ? signedLog(value) : value) - mean[column]) * inverseDeviation[column];
        }
        return numbers;
    }

    /** Bin of every number, row-major {@code [rows, columns]}, counted over all columns: column·bins + bin. */
    int[] binsOf(TabularData data) {
        int columns = columns();
        int[] found = new int[data.features().length];
        for (int i = 0; i < found.length; i++) {
            int column = i % columns;
            found[i] = column * bins + bin(column, data.features()[i]);
        }
        return found;
    }

    private int bin(int column, float value) {
        float[] edges = cuts[column];
        int inner = Math.max(0, edges.length - 2);
        if (inner == 0) return 0;
        int found = Arrays.binarySearch(edges, 1, 1 + inner, value);
        return found >= 0 ? found : -found - 2;
    }

    /** Place of every number inside its bin, in [0, 1]; {@code bins} as {@link #binsOf} gave them. */
    float[] placesIn(TabularData data, int[] found) {
        float[] lower = lowerEdges();
        float[] inverse = inverseWidths();
        float[] places = new float[found.length];
        for (int i = 0; i < found.length; i++) {
            float place = (data.features()[i] - lower[found[i]]) * inverse[found[i]];
            places[i] = Math.min(1f, Math.max(0f, place));
        }
        return places;
    }

    /** Lower edge by column·bins + bin; bins a column does not have are never found. */
    float[] lowerEdges() {
        float[] lower = new float[columns() * bins];
        for (int column = 0; column < columns(); column++) {
            for (int bin = 0; bin < cuts[column].length - 1; bin++) lower[column * bins + bin] = cuts[column][bin];
        }
        return lower;
    }

    /** 1 / width by column·bins + bin; 0 for bins a column does not have, so that a constant column stays at 0. */
    float[] inverseWidths() {
        float[] inverse = new float[columns() * bins];
        for (int column = 0; column < columns(); column++) {
            for (int bin = 0; bin < cuts[column].length - 1; bin++) {
                inverse[column * bins + bin] = 1f / (cuts[column][bin + 1] - cuts[column][bin]);
            }
        }
        return inverse;
    }

    /** Inner cut points {@code [columns, bins − 1]}, filled up with +∞; the bin is the number of them ≤ x. */
    float[] innerCuts() {
        int width = Math.max(1, bins - 1);
        float[] inner = new float[columns() * width];
        Arrays.fill(inner, Float.POSITIVE_INFINITY);
        for (int column = 0; column < columns(); column++) {
            for (int i = 1; i < cuts[column].length - 1; i++) inner[column * width + i - 1] = cuts[column][i];
        }
        return inner;
    }

    boolean[] signedLog() {
        return signedLog.clone();
    }

    float[] mean() {
        return mean.clone();
    }

    float[] inverseDeviation() {
        return inverseDeviation.clone();
    }
}
