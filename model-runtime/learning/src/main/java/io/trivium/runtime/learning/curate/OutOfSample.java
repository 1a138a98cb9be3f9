package io.trivium.runtime.learning.curate;

import io.trivium.runtime.statistics.Boosting;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Probabilities of each row's classes by trees that did not learn from that row, nor from any other of its group.
 *
 * @param folds parts of which each is judged by trees of the others
 * @param mostLearned most rows that the trees of a fold learn from, drawn evenly
 */
record OutOfSample(int folds, int mostLearned, Boosting trees, long seed) {
    static final OutOfSample USUAL = new OutOfSample(4, 20_000, TreeClassifier.USUAL, 7);

    OutOfSample {
        if (folds < 2) throw new IllegalArgumentException("rows are judged by others: that takes two folds or more");
    }

    /**
     * Row-major {@code [rows, classes]}.
     *
     * @param groups equal numbers are judged together, such as the rows about one subject
     */
    float[] probabilities(LabelledRows rows, long[] groups) {
        int[] foldOf = new int[rows.rows()];
        for (int row = 0; row < foldOf.length; row++) {
            foldOf[row] = new SplittableRandom(groups[row] ^ seed).nextInt(folds);
        }
        float[] probabilities = new float[rows.rows() * rows.classes()];
        for (int fold = 0; fold < folds; fold++) {
            TreeClassifier classifier = TreeClassifier.fit(rows.part(learned(foldOf, fold)), trees, seed + fold);
            for (int row = 0; row < foldOf.length; row++) {
                if (foldOf[row] != fold) continue;
                classifier.probabilities(rows.table(), row * rows.width(), probabilities, row * rows.classes());
            }
        }
        return probabilities;
    }

    private int[] learned(int[] foldOf, int fold) {
        int[] learned = new int[foldOf.length];
        int count = 0;
        for (int row = 0; row < foldOf.length; row++) if (foldOf[row] != fold) learned[count++] = row;
        if (count == 0) throw new IllegalArgumentException("all rows are of one group: none can judge the others");
        SplittableRandom random = new SplittableRandom(seed * folds + fold);
        int taken = Math.min(count, mostLearned);
        for (int i = 0; i < taken && taken < count; i++) {
            int other = i + random.nextInt(count - i);
            int kept = learned[i];
            learned[i] = learned[other];
            learned[other] = kept;
        }
        return Arrays.copyOf(learned, taken);
    }
}
