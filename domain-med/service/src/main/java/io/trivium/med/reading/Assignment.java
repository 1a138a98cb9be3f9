package io.trivium.med.reading;

import java.util.Arrays;

/**
 * The pairs of rows and columns whose costs add up to the least, where a row may also stay alone for a price (the Hungarian
 * method with potentials: H. W. Kuhn, Naval Research Logistics Quarterly 2:83, 1955). Pure.
 */
final class Assignment {

    private Assignment() {}

    /**
     * Pairs every row with at most one column, and every column with at most one row.
     *
     * @param costs by row and column; infinite where the two are no pair
     * @param alone cost of a row without a column; finite
     * @return the column of each row, -1 without one
     */
    static int[] of(double[][] costs, double alone) {
        int rows = costs.length;
        int columns = rows == 0 ? 0 : costs[0].length;
        int[] rowOf = new int[columns + rows + 1]; // from 1; the columns after the true ones leave a row alone
        double[] ofRow = new double[rows + 1];
        double[] ofColumn = new double[columns + rows + 1];
        for (int row = 1; row <= rows; row++) {
            int[] before = new int[rowOf.length];
            double[] least = new double[rowOf.length];
            boolean[] done = new boolean[rowOf.length];
            Arrays.fill(least, Double.MAX_VALUE);
            rowOf[0] = row;
            int at = 0;
            do {
                done[at] = true;
                double step = Double.MAX_VALUE;
                int next = 0;
                for (int column = 1; column < rowOf.length; column++) {
                    if (done[column]) continue;
                    double cost = column <= columns ? Math.min(costs[rowOf[at] - 1][column - 1], 2 * alone) : alone;
                    double reduced = cost - ofRow[rowOf[at]] - ofColumn[column];
                    if (reduced < least[column]) {
                        least[column] = reduced;
                        before[column] = at;
                    }
                    if (least[column] < step) {
                        step = least[column];
                        next = column;
                    }
                }
                for (int column = 0; column < rowOf.length; column++) {
                    if (done[column]) {
                        ofRow[rowOf[column]] += step;
                        ofColumn[column] -= step;
                    } else {
                        least[column] -= step;
                    }
                }
                at = next;
            } while (rowOf[at] != 0);
            while (at != 0) {
                rowOf[at] = rowOf[before[at]];
                at = before[at];
            }
        }
        int[] columnOf = new int[rows];
        Arrays.fill(columnOf, -1);
        for (int column = 1; column <= columns; column++) {
            if (rowOf[column] != 0 && costs[rowOf[column] - 1][column - 1] <= alone) {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }
        return columnOf;
    }
}
