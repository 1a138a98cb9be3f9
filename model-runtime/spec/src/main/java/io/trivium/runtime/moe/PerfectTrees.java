package io.trivium.runtime.moe;

import java.util.Arrays;

/**
 * Regression trees that all have the same depth, as parameters hold them: node i has the children 2i+1 and 2i+2, and a row
 * takes the first where its feature is below the threshold. A leaf above the last level is a node with the threshold
 * {@link #ALWAYS}, whose value is in the first leaf below it. Immutable as long as the arrays are.
 *
 * @param features {@code [trees, 2^depth − 1]}, whole numbers
 * @param thresholds of the same shape
 * @param leaves {@code [trees, 2^depth]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PerfectTrees(int depth, float[] features, float[] thresholds, float[] leaves) {
    /** The threshold that every row is below. */
    public static final float ALWAYS = Float.MAX_VALUE;

    /** Trees that are yet to be written. */
    public static PerfectTrees empty(int depth, int trees) {
        int nodes = trees * ((1 << depth) - 1);
        return new PerfectTrees(depth, new float[nodes], new float[nodes], new float[trees << depth]);
    }

    /** The trees of an output's base answer. */
    public static PerfectTrees of(Parameters parameters, String output, int depth) {
        return new PerfectTrees(
                depth,
                parameters.get(ParameterNames.treeFeatures(output)),
                parameters.get(ParameterNames.treeThresholds(output)),
                parameters.get(ParameterNames.treeLeaves(output)));
    }

    /** Some of them, from one on. */
    public PerfectTrees part(int from, int count) {
        int to = from + count;
        return new PerfectTrees(
                depth,
                Arrays.copyOfRange(features, from * nodes(), to * nodes()),
                Arrays.copyOfRange(thresholds, from * nodes(), to * nodes()),
                Arrays.copyOfRange(leaves, from << depth, to << depth));
    }

    /** Nodes that are no leaf of a tree. */
    public int nodes() {
        return (1 << depth) - 1;
    }

    public int trees() {
        return leaves.length >> depth;
    }

    /**
     * Adds the answers of some trees to the row that begins at {@code from} of a row-major table.
     *
     * @param sums the first of the trees adds to the first number, the next one to the next, and so on in turn
     */
    public void add(float[] table, int from, int firstTree, int trees, double[] sums) {
        for (int tree = firstTree; tree < firstTree + trees; tree++) {
            int node = 0;
            while (node < nodes()) {
                int at = tree * nodes() + node;
                node = 2 * node + (table[from + (int) features[at]] < thresholds[at] ? 1 : 2);
            }
            sums[(tree - firstTree) % sums.length] += leaves[(tree << depth) + node - nodes()];
        }
    }
}
