package io.trivium.industrial.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tags in which wear shows: at most {@link #CHANNELS} columns of a {@link TagScale}, the one that follows the life of
 * assets most closely first. Assets with fewer tags fill the rest with zeros, so that one network fits all types.
 *
 * @param columns of the scaled tags
 * @param relative of each column, whether it is taken from the mean of the asset's own first cycles: so are tags whose
 *     level at failure differs from asset to asset nearly as much as a life changes it, and would identify assets
 *     instead of wear
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LifeTags(int[] columns, boolean[] relative) {
    public static final int CHANNELS = 16;

    /** Cycles at the start of an asset's history, and at the end of its life, whose mean is its level there. */
    static final int LEVEL_CYCLES = 15;

    private static final double NEARLY_AS_MUCH = 0.7;

    /** Chooses by the correlation of a tag with the share of its asset's life that is over, in either direction. */
    public static LifeTags of(List<double[][]> lives) {
        int width = lives.getFirst()[0].length;
        double[] strength = new double[width];
        for (int c = 0; c < width; c++) strength[c] = Math.abs(correlation(lives, c));
        int[] order = IntStream.range(0, width)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> strength[c]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        int[] columns = Arrays.copyOf(order, Math.min(CHANNELS, width));
        boolean[] relative = new boolean[columns.length];
        for (int c = 0; c < columns.length; c++) relative[c] = differsAtFailure(lives, columns[c]);
        return new LifeTags(columns, relative);
    }

    private static boolean differsAtFailure(List<double[][]> lives, int column) {
        double sum = 0;
        double squares = 0;
        double changes = 0;
        for (double[][] life : lives) {
            double end = level(life, life.length - Math.min(LEVEL_CYCLES, life.length), column);
            double change = end - level(life, 0, column);
            sum += end;
            squares += end * end;
            changes += change * change;
        }
        double n = lives.size();
        double variance = squares / n - sum / n * (sum / n);
        return variance > NEARLY_AS_MUCH * NEARLY_AS_MUCH * changes / n;
    }

    private static double level(double[][] history, int from, int column) {
        int count = Math.min(LEVEL_CYCLES, history.length - from);
        double sum = 0;
        for (int t = from; t < from + count; t++) sum += history[t][column];
        return sum / count;
    }

    private static double correlation(List<double[][]> lives, int column) {
        double n = 0;
        double[] sums = new double[5];
        for (double[][] life : lives) {
            for (int t = 0; t < life.length; t++) {
                double x = life[t][column];
                double y = (t + 1.0) / life.length;
                n++;
                sums[0] += x;
                sums[1] += y;
                sums[2] += x * x;
                sums[3] += y * y;
                sums[4] += x * y;
            }
        }
        double xx = sums[2] - sums[0] * sums[0] / n;
        double yy = sums[3] - sums[1] * sums[1] / n;
        return xx <= 0 || yy <= 0 ? 0 : (sums[4] - sums[0] * sums[1] / n) / Math.sqrt(xx * yy);
    }

    /** The chosen columns of every cycle, {@code [cycles][CHANNELS]}. */
    public double[][] of(double[][] scaled) {
        double[][] chosen = new double[scaled.length][CHANNELS];
        for (int c = 0; c < columns.length; c++) {
            double from = relative[c] ? level(scaled, 0, columns[c]) : 0;
            for (int t = 0; t < scaled.length; t++) chosen[t][c] = scaled[t][columns[c]] - from;
        }
        return chosen;
    }
}
