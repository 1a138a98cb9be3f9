package io.trivium.runtime.statistics;

import io.trivium.runtime.document.Document;

/**
 * The settings of boosted trees.
 *
 * @param learningRate factor of a tree's answers
 * @param l2 λ, added to the curvature of a leaf
 * @param leastCurvature sum of p·(1 − p) that both sides of a split must have
 * @param columnShare share of the columns that a tree may split on, drawn for each tree
 * @param positiveWeight weight of a positive row; its logarithm is subtracted from the answers again, so that they stay
 *     near the rate of positives in the data
 */
public record Boosting(
        int trees,
        int depth,
        double learningRate,
        double l2,
        double leastCurvature,
        double columnShare,
        double positiveWeight) {

    private static final int DEEPEST = 12;

    public Boosting {
        if (trees < 1 || depth < 1 || depth > DEEPEST) {
            throw new IllegalArgumentException(trees + " trees of depth " + depth);
        }
    }

    /** Reads it; faults are added to the document. */
    public static Boosting read(Document document) {
        return new Boosting(
                Math.max(1, (int) document.integer("trees", 1, 10_000, 100)),
                Math.clamp(document.integer("depth", 1, DEEPEST, 3), 1, DEEPEST),
                document.number("learningRate", 1e-4, 1, 0.1),
                document.number("l2", 0, 1e6, 1),
                document.number("leastCurvature", 1e-9, 1e6, 1),
                document.number("columnShare", 0.01, 1, 1),
                document.number("positiveWeight", 1e-3, 1e4, 1));
    }
}
