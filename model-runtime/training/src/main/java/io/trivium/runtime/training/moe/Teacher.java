package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.Distillation;
import io.trivium.runtime.statistics.BoostedTrees;
import io.trivium.runtime.statistics.SortedColumns;
import io.trivium.runtime.training.network.TaskData;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ensembles of boosted trees that were grown on the labelled rows, each member without one part of them. Its answer is the
 * mean logit. For a labelled row only those members answer that were grown without it, so that the teacher does not hand on
 * the row's own label. The same rows, settings and seed give the same bits.
 */
final class Teacher {
    private static final long SALT = 0x5DEECE66DL;

    private final Distillation settings;
    private final List<List<BoostedTrees>> ensembles;
    private final float[] ofTraining;

    private Teacher(Distillation settings, List<List<BoostedTrees>> ensembles, float[] ofTraining) {
        this.settings = settings;
        this.ensembles = ensembles;
        this.ofTraining = ofTraining;
    }

    /**
     * Grows the trees.
     *
     * @throws IllegalArgumentException when the rows have no labels of both classes
     */
    static Teacher fit(Distillation settings, TaskData rows, long seed) {
        float[] table = table(settings, rows);
        int width = table.length / rows.rows();
        SortedColumns sorted = SortedColumns.of(table, width);
        double[] answers = new double[rows.rows()];
        List<List<BoostedTrees>> ensembles = new ArrayList<>();
        for (Distillation.Ensemble ensemble : settings.teachers()) {
            SplittableRandom random = new SplittableRandom(seed ^ SALT * (ensembles.size() + 1));
            int[] parts = random.ints(rows.rows(), 0, ensemble.parts()).toArray();
            List<BoostedTrees> grown = new ArrayList<>();
            for (int part = 0; part < ensemble.parts(); part++) {
                boolean[] taken = new boolean[parts.length];
                for (int row = 0; row < parts.length; row++) taken[row] = parts[row] != part;
                BoostedTrees trees =
                        BoostedTrees.fit(table, sorted, rows.labels(), taken, ensemble.trees(), random.split());
                for (int row = 0; row < parts.length; row++) {
                    if (!taken[row]) answers[row] += trees.logit(table, row * width);
                }
                grown.add(trees);
            }
            ensembles.add(grown);
        }
        return new Teacher(settings, ensembles, mean(answers, ensembles.size()));
    }

    private static float[] mean(double[] sums, int count) {
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) means[i] = (float) (sums[i] / count);
        return means;
    }

    /** The columns that it reads, row-major. */
    private static float[] table(Distillation settings, TaskData rows) {
        float[] all = rows.inputs().get(settings.input());
        if (all == null) throw new IllegalArgumentException("the data has no input " + settings.input());
        if (settings.columns().isEmpty()) return all;
        int[] columns = settings.columns().stream().mapToInt(Integer::intValue).toArray();
        int width = all.length / rows.rows();
        float[] table = new float[Math.multiplyExact(rows.rows(), columns.length)];
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = 0; i < columns.length; i++) table[row * columns.length + i] = all[row * width + columns[i]];
        }
        return table;
    }

    /** Its logits of the rows it was grown on, each by the members that were grown without it. */
    float[] ofTraining() {
        return ofTraining.clone();
    }

    /** Its logits of other rows. */
    float[] of(TaskData rows) {
        float[] table = table(settings, rows);
        int width = table.length / rows.rows();
        double[] answers = new double[rows.rows()];
        for (List<BoostedTrees> ensemble : ensembles) {
            for (int row = 0; row < answers.length; row++) {
                double sum = 0;
                for (BoostedTrees each : ensemble) sum += each.logit(table, row * width);
                answers[row] += sum / ensemble.size();
            }
        }
        return mean(answers, ensembles.size());
    }

    /** Probabilities of other rows. */
    float[] scores(TaskData rows) {
        float[] scores = of(rows);
        for (int i = 0; i < scores.length; i++) scores[i] = (float) (1 / (1 + Math.exp(-scores[i])));
        return scores;
    }
}
