package io.trivium.runtime.statistics;

/**
 * A binary tree as arrays: the children of node i are 2·i + 1 and 2·i + 2, and a row takes the first where its value is
 * below the threshold.
 *
 * @param column of each node; −1 for a leaf
 * @param value the threshold of a node, the answer of a leaf
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RegressionTree(int[] column, float[] value) {

    /** The answer for the row that begins at {@code from}. */
    float answer(float[] table, int from) {
        int node = 0;
        while (column[node] >= 0) node = 2 * node + (table[from + column[node]] < value[node] ? 1 : 2);
        return value[node];
    }
}
