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
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LifeTags(int[] columns) {
    public static final int CHANNELS = 16;

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
        return new LifeTags(Arrays.copyOf(order, Math.min(CHANNELS, width)));
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
        for (int t = 0; t < scaled.length; t++)
            for (int c = 0; c < columns.length; c++) chosen[t][c] = scaled[t][columns[c]];
        return chosen;
    }
}
