package io.trivium.runtime.learning.curate;

import io.trivium.runtime.statistics.BoostedTrees;
import io.trivium.runtime.statistics.Boosting;
import io.trivium.runtime.statistics.SortedColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Probabilities of classes by boosted trees, one against the rest; of two classes one ensemble is enough. Uses the runtime's
 * own trees and not XGBoost, because the service has no native library of a trainer. Immutable.
 */
final class TreeClassifier {
    /** Small enough to be grown repeatedly while other work runs. */
    static final Boosting USUAL = new Boosting(60, 4, 0.15, 1, 1, 0.5, 1);

    private static final double NEVER = 1e-6;

    private final int classes;
    private final List<@Nullable BoostedTrees> ensembles;
    private final double[] prior;

    private TreeClassifier(int classes, List<@Nullable BoostedTrees> ensembles, double[] prior) {
        this.classes = classes;
        this.ensembles = ensembles;
        this.prior = prior;
    }

    /**
     * Grows trees. A class that none or all of the rows have keeps its share of the rows as its probability.
     *
     * @param seed of the columns that a tree may use
     */
    static TreeClassifier fit(LabelledRows rows, Boosting settings, long seed) {
        SortedColumns sorted = SortedColumns.of(rows.table(), rows.width());
        boolean[] all = new boolean[rows.rows()];
        Arrays.fill(all, true);
        int[] counts = rows.counts();
        double[] prior = new double[rows.classes()];
        List<@Nullable BoostedTrees> ensembles = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int kind = 0; kind < rows.classes(); kind++) {
            prior[kind] = Math.max(NEVER, (double) counts[kind] / rows.rows());
            boolean isMirror = rows.classes() == 2 && kind == 0;
            if (isMirror || counts[kind] == 0 || counts[kind] == rows.rows()) {
                ensembles.add(null);
                continue;
            }
            float[] isOne = new float[rows.rows()];
            for (int row = 0; row < isOne.length; row++) isOne[row] = rows.labels()[row] == kind ? 1 : 0;
            ensembles.add(BoostedTrees.fit(rows.table(), sorted, isOne, all, settings, random.split()));
        }
        return new TreeClassifier(rows.classes(), ensembles, prior);
    }

    /** Probabilities of the row that begins at {@code from}, which sum up to 1. */
    void probabilities(float[] table, int from, float[] into, int at) {
        double sum = 0;
        for (int kind = classes - 1; kind >= 0; kind--) {
            BoostedTrees trees = ensembles.get(kind);
            double probability = trees == null ? prior[kind] : 1 / (1 + Math.exp(-trees.logit(table, from)));
            if (classes == 2 && kind == 0 && ensembles.get(1) != null) probability = 1 - into[at + 1];
            into[at + kind] = (float) probability;
            sum += probability;
        }
        for (int kind = 0; kind < classes; kind++) into[at + kind] = (float) (into[at + kind] / sum);
    }

    /** Probabilities of all rows of a table, row-major {@code [rows, classes]}. */
    float[] probabilities(float[] table, int width) {
        int rows = table.length / width;
        float[] probabilities = new float[rows * classes];
        for (int row = 0; row < rows; row++) probabilities(table, row * width, probabilities, row * classes);
        return probabilities;
    }
}
