package io.trivium.runtime.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * Grows one tree level by level on gradients of second order, trying every threshold between two values (Chen and
 * Guestrin, "XGBoost", arXiv 1603.02754, equations 5 to 7 and algorithm 1). Leaves a split that gains nothing.
 */
final class TreeGrower {
    private static final int NOWHERE = -1;

    private final SortedColumns table;
    private final Boosting settings;
    private final double[] gradient;
    private final double[] curvature;
    private final int[] nodeOf;
    private final int[] column;
    private final float[] value;
    private final double[] sum;
    private final double[] curvatureSum;
    private final double[] bestGain;

    /**
     * Prepares the growth of one tree.
     *
     * @param gradient of the loss by each row's logit
     * @param curvature second derivative of the same
     * @param taken rows that the tree grows on
     */
    TreeGrower(SortedColumns table, Boosting settings, double[] gradient, double[] curvature, boolean[] taken) {
        this.table = table;
        this.settings = settings;
        this.gradient = gradient;
        this.curvature = curvature;
        this.nodeOf = new int[table.rows()];
        for (int row = 0; row < nodeOf.length; row++) nodeOf[row] = taken[row] ? 0 : NOWHERE;
        int nodes = (2 << settings.depth()) - 1;
        this.column = new int[nodes];
        Arrays.fill(column, -1);
        this.value = new float[nodes];
        this.sum = new double[nodes];
        this.curvatureSum = new double[nodes];
        this.bestGain = new double[nodes];
    }

    /** @param candidates columns that may be split on */
    RegressionTree grow(List<SortedColumns.Column> candidates) {
        for (int row = 0; row < nodeOf.length; row++) add(row);
        for (int level = 0; level < settings.depth(); level++) {
            int first = (1 << level) - 1;
            for (SortedColumns.Column each : candidates) search(each, first);
            if (!divide(first)) break;
        }
        for (int node = 0; node < column.length; node++) {
            if (column[node] < 0) {
                double answer = -sum[node] / (curvatureSum[node] + settings.l2());
                value[node] = (float) (settings.learningRate() * answer);
            }
        }
        return new RegressionTree(column, value);
    }

    private void add(int row) {
        int node = nodeOf[row];
        if (node == NOWHERE) return;
        sum[node] += gradient[row];
        curvatureSum[node] += curvature[row];
    }

    /** Tries a column's thresholds in every node of the level that begins at {@code first}. */
    private void search(SortedColumns.Column tried, int first) {
        int nodes = first + 1;
        double[] left = new double[nodes];
        double[] leftCurvature = new double[nodes];
        float[] before = new float[nodes];
        boolean[] begun = new boolean[nodes];
        int[] order = tried.order();
        float[] sorted = tried.sorted();
        for (int i = 0; i < order.length; i++) {
            int row = order[i];
            int node = nodeOf[row];
            if (node < first) continue;
            int at = node - first;
            float here = sorted[i];
            if (begun[at] && here != before[at] && leftCurvature[at] >= settings.leastCurvature()) {
                double rightCurvature = curvatureSum[node] - leftCurvature[at];
                if (rightCurvature >= settings.leastCurvature()) {
                    double right = sum[node] - left[at];
                    double gain = gain(left[at], leftCurvature[at])
                            + gain(right, rightCurvature)
                            - gain(sum[node], curvatureSum[node]);
                    if (gain > bestGain[node]) {
                        bestGain[node] = gain;
                        column[node] = tried.place();
                        value[node] = between(before[at], here);
                    }
                }
            }
            begun[at] = true;
            before[at] = here;
            left[at] += gradient[row];
            leftCurvature[at] += curvature[row];
        }
    }

    private double gain(double sum, double curvature) {
        return sum * sum / (curvature + settings.l2());
    }

    /** A threshold with {@code low} below it and {@code high} not. */
    private static float between(float low, float high) {
        float middle = (float) (((double) low + high) / 2);
        return middle > low ? middle : high;
    }

    /** Sends the rows of the level's nodes to their children; false when no node was split. */
    private boolean divide(int first) {
        boolean[] isLeft = new boolean[nodeOf.length];
        boolean any = false;
        for (SortedColumns.Column each : table.columns()) {
            boolean used = false;
            for (int node = first; node <= 2 * first; node++) used |= column[node] == each.place();
            any |= used;
            if (!used) continue;
            for (int i = 0; i < each.order().length; i++) {
                int row = each.order()[i];
                int node = nodeOf[row];
                if (node >= first && column[node] == each.place()) isLeft[row] = each.sorted()[i] < value[node];
            }
        }
        if (!any) return false;
        for (int row = 0; row < nodeOf.length; row++) {
            int node = nodeOf[row];
            if (node < first) continue;
            if (column[node] < 0) {
                nodeOf[row] = NOWHERE;
            } else {
                nodeOf[row] = 2 * node + (isLeft[row] ? 1 : 2);
                add(row);
            }
        }
        return true;
    }
}
