package io.trivium.runtime.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Gradient boosted trees for labels of 0 and 1 with logistic loss (Friedman 2001; second order as in arXiv 1603.02754).
 * The same rows, settings and random numbers give the same bits. For services, which must not depend on XGBoost's native
 * library; trainings grow trees with XGBoost.
 */
public final class BoostedTrees {
    private final double base;
    private final List<RegressionTree> trees;

    private BoostedTrees(double base, List<RegressionTree> trees) {
        this.base = base;
        this.trees = List.copyOf(trees);
    }

    /**
     * Grows trees on some rows of a table.
     *
     * @param table row-major numbers, {@code width} a row, the ones that {@code sorted} was made of
     * @param labels 0 or 1 of each row
     * @param taken rows to learn from
     * @throws IllegalArgumentException when they are of one class
     */
    public static BoostedTrees fit(
            float[] table,
            SortedColumns sorted,
            float[] labels,
            boolean[] taken,
            Boosting settings,
            SplittableRandom random) {
        int rows = sorted.rows();
        int width = table.length / rows;
        double base = base(labels, taken, settings.positiveWeight());
        double[] logits = new double[rows];
        java.util.Arrays.fill(logits, base);
        double[] gradient = new double[rows];
        double[] curvature = new double[rows];
        List<RegressionTree> trees = new ArrayList<>();
        for (int i = 0; i < settings.trees(); i++) {
            for (int row = 0; row < rows; row++) {
                double probability = 1 / (1 + Math.exp(-logits[row]));
                double weight = labels[row] == 1f ? settings.positiveWeight() : 1;
                gradient[row] = weight * (probability - labels[row]);
                curvature[row] = weight * probability * (1 - probability);
            }
            RegressionTree tree = new TreeGrower(sorted, settings, gradient, curvature, taken)
                    .grow(drawn(sorted.columns(), settings.columnShare(), random));
            for (int row = 0; row < rows; row++) logits[row] += tree.answer(table, row * width);
            trees.add(tree);
        }
        return new BoostedTrees(base - Math.log(settings.positiveWeight()), trees);
    }

    private static double base(float[] labels, boolean[] taken, double positiveWeight) {
        double positive = 0;
        double negative = 0;
        for (int row = 0; row < labels.length; row++) {
            if (!taken[row]) continue;
            if (labels[row] == 1f) positive += positiveWeight;
            else negative++;
        }
        if (positive == 0 || negative == 0) throw new IllegalArgumentException("trees need rows of both classes");
        return Math.log(positive / negative);
    }

    private static List<SortedColumns.Column> drawn(
            List<SortedColumns.Column> columns, double share, SplittableRandom random) {
        int count = Math.max(1, (int) Math.round(share * columns.size()));
        if (count >= columns.size()) return columns;
        List<SortedColumns.Column> left = new ArrayList<>(columns);
        List<SortedColumns.Column> drawn = new ArrayList<>();
        while (drawn.size() < count) drawn.add(left.remove(random.nextInt(left.size())));
        return drawn;
    }

    /** The logit of the row that begins at {@code from} of a row-major table. */
    public double logit(float[] table, int from) {
        double logit = base;
        for (RegressionTree tree : trees) logit += tree.answer(table, from);
        return logit;
    }
}
