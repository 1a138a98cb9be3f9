package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.learning.gate.NumberTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts rows where a number of theirs differs most: a regression tree (Breiman et al. 1984) whose every node is a slice.
 * It should be grown on some rows and judged on others, as an honest tree is (Athey and Imbens, PNAS 113:7353, 2016):
 * differences found by chance on the first are absent in the second.
 */
final class DifferenceTree {
    private static final int DEPTH = 4;
    private static final int MOST_CUTS = 31;

    private final NumberTable table;
    private final double[] differences;
    private final int least;
    private final float[][] cuts;
    private final List<Slice> slices = new ArrayList<>();

    private DifferenceTree(NumberTable table, double[] differences, int[] rows, int least) {
        this.table = table;
        this.differences = differences;
        this.least = least;
        this.cuts = new float[table.columns().size()][];
        for (int c = 0; c < cuts.length; c++) cuts[c] = cuts(c, rows);
    }

    /**
     * Grows a tree.
     *
     * @param differences of each row of the table
     * @param rows to grow on
     * @param least fewest of them in a slice
     * @return every node but the root, parents before children
     */
    static List<Slice> grow(NumberTable table, double[] differences, int[] rows, int least) {
        return grow(Slice.ALL, table, differences, rows, least);
    }

    /** The same within a slice. */
    static List<Slice> grow(Slice within, NumberTable table, double[] differences, int[] all, int least) {
        int[] rows = Arrays.stream(all).filter(row -> within.holds(table, row)).toArray();
        if (rows.length < 2 * least) return List.of();
        DifferenceTree tree = new DifferenceTree(table, differences, rows, least);
        tree.divide(within, rows, 0);
        return tree.slices;
    }

    private float[] cuts(int column, int[] rows) {
        float[] sorted = new float[rows.length];
        for (int i = 0; i < rows.length; i++) sorted[i] = table.at(rows[i], column);
        Arrays.sort(sorted);
        float[] found = new float[2 * MOST_CUTS];
        int count = 0;
        for (int i = 1; i <= MOST_CUTS; i++) {
            float value = sorted[(int) ((long) i * (sorted.length - 1) / (MOST_CUTS + 1))];
            int next = upper(sorted, value);
            // A value that many rows have is cut on both sides.
            for (float cut : new float[] {value, next < sorted.length ? sorted[next] : value}) {
                if (cut > sorted[0] && (count == 0 || cut > found[count - 1])) found[count++] = cut;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** First place with a larger value. */
    private static int upper(float[] sorted, float value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] > value) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private void divide(Slice slice, int[] rows, int depth) {
        if (depth == DEPTH || rows.length < 2 * least) return;
        double sum = 0;
        for (int row : rows) sum += differences[row];
        double bestGain = 1e-12;
        int bestColumn = -1;
        float bestCut = 0;
        for (int c = 0; c < cuts.length; c++) {
            double[] sums = new double[cuts[c].length + 1];
            int[] counts = new int[sums.length];
            for (int row : rows) {
                int at = upper(cuts[c], table.at(row, c));
                sums[at] += differences[row];
                counts[at]++;
            }
            double left = 0;
            int leftRows = 0;
            for (int i = 0; i < cuts[c].length; i++) {
                left += sums[i];
                leftRows += counts[i];
                int rightRows = rows.length - leftRows;
                if (leftRows < least || rightRows < least) continue;
                double gain =
                        left * left / leftRows + (sum - left) * (sum - left) / rightRows - sum * sum / rows.length;
                if (gain > bestGain) {
                    bestGain = gain;
                    bestColumn = c;
                    bestCut = cuts[c][i];
                }
            }
        }
        if (bestColumn < 0) return;
        String name = table.columns().get(bestColumn);
        for (boolean below : new boolean[] {true, false}) {
            Slice.Condition condition = new Slice.Condition(bestColumn, name, bestCut, below);
            Slice part = slice.and(condition);
            slices.add(part);
            divide(
                    part,
                    Arrays.stream(rows)
                            .filter(row -> condition.holds(table, row))
                            .toArray(),
                    depth + 1);
        }
    }
}
