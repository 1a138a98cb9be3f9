package io.trivium.runtime.training.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Cut points of one column where the share of positive rows changes most: the thresholds of a small decision tree on that
 * column alone (Gorishniy et al., "On Embeddings for Numerical Features in Tabular Deep Learning", 2022, section 3.2.2).
 *
 * <p>Each threshold gives two edges, the largest value below and the smallest above it. The bin between them is as good as
 * a step, which a piecewise-linear function of few bins has none of: a fraud that begins at an amount of 220 or ends on the
 * 28th day would otherwise be a slope.
 */
final class TargetCuts {

    /** Fewer rows than this on one side of a threshold are not significant. */
    private static final int LEAST_ROWS = 30;

    /** Bits of information about the label that a threshold must give, per row on average. */
    private static final double LEAST_GAIN = 2e-5;

    /** The best threshold within rows {@code [from, to)}: the values below index {@code at} are left of it. */
    private record Split(int from, int to, int at, double gain) {}

    private final float[] values;
    private final int[] positivesBefore;

    private TargetCuts(float[] values, int[] positivesBefore) {
        this.values = values;
        this.positivesBefore = positivesBefore;
    }

    /**
     * Edges of at most the given number of thresholds, two for each, unordered.
     *
     * @param column one value a row
     * @param labels 0 or 1 of each row
     */
    static List<Float> edges(float[] column, float[] labels, int most) {
        Integer[] order = new Integer[column.length];
        for (int i = 0; i < order.length; i++) order[i] = i;
        Arrays.sort(order, Comparator.comparingDouble(i -> column[i]));
        float[] values = new float[column.length];
        int[] positives = new int[column.length + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = column[order[i]];
            positives[i + 1] = positives[i] + (labels[order[i]] == 1f ? 1 : 0);
        }
        return new TargetCuts(values, positives).edges(most);
    }

    private List<Float> edges(int most) {
        PriorityQueue<Split> open =
                new PriorityQueue<>(Comparator.comparingDouble(Split::gain).reversed());
        add(open, best(0, values.length));
        List<Float> edges = new ArrayList<>();
        for (int thresholds = 0; thresholds < most && !open.isEmpty(); thresholds++) {
            Split split = open.remove();
            edges.add(values[split.at - 1]);
            edges.add(values[split.at]);
            add(open, best(split.from, split.at));
            add(open, best(split.at, split.to));
        }
        return edges;
    }

    private static void add(PriorityQueue<Split> open, @Nullable Split split) {
        if (split != null) open.add(split);
    }

    private @Nullable Split best(int from, int to) {
        double whole = bits(from, to);
        int at = -1;
        double least = whole;
        for (int i = from + LEAST_ROWS; i <= to - LEAST_ROWS; i++) {
            if (values[i - 1] == values[i]) continue;
            double divided = bits(from, i) + bits(i, to);
            if (divided < least) {
                least = divided;
                at = i;
            }
        }
        double gain = (whole - least) / values.length;
        return at < 0 || gain < LEAST_GAIN ? null : new Split(from, to, at, gain);
    }

    /** Rows times the entropy of their labels, in bits. */
    private double bits(int from, int to) {
        double rows = to - from;
        double positive = positivesBefore[to] - positivesBefore[from];
        return rows * log2(rows) - positive * log2(positive) - (rows - positive) * log2(rows - positive);
    }

    private static double log2(double x) {
        return x <= 0 ? 0 : Math.log(x) / Math.log(2);
    }
}
