package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.Distillation;
import io.trivium.runtime.statistics.Boosting;
import io.trivium.runtime.training.network.GrownTrees;
import io.trivium.runtime.training.network.TaskData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Ensembles of boosted trees that were grown on the labelled rows, each member without one part of them; rows of one hash
 * are in one part. Its answer is the mean logit or the mean number. For a labelled row only those members answer that were
 * grown without it, so that the teacher does not hand on the row's own label. The same rows, settings and seed give the same
 * bits. For one thread.
 */
final class Teacher implements AutoCloseable {
    private final Distillation settings;
    private final Objective objective;
    private final int width;
    private final List<List<GrownTrees>> ensembles = new ArrayList<>();

    private Teacher(Distillation settings, Objective objective, int width) {
        this.settings = settings;
        this.objective = objective;
        this.width = width;
    }

    /**
     * Grows the trees.
     *
     * @param width numbers of the head's answer
     * @param rows of which each has a label that the objective takes
     * @throws IllegalArgumentException when the rows are of too few entities, or a head of numbers has several labels a row
     */
    static Teacher fit(Distillation settings, Objective objective, int width, TaskData rows, long seed) {
        float[] table = table(settings, rows);
        float[] labels = rows.oneLabelEach();
        Teacher teacher = new Teacher(settings, objective, width);
        for (Distillation.Ensemble ensemble : settings.teachers()) {
            List<GrownTrees> grown = new ArrayList<>();
            teacher.ensembles.add(grown);
            for (int part = 0; part < ensemble.parts(); part++) {
                int[] taken = rows(rows, part, ensemble.parts(), false);
                if (taken.length == 0 || taken.length == rows.rows()) {
                    teacher.close();
                    throw new IllegalArgumentException(
                            "the rows are of too few entities for a teacher of " + ensemble.parts() + " parts");
                }
                grown.add(GrownTrees.grow(
                        some(table, taken, rows.rows()),
                        table.length / rows.rows(),
                        some(labels, taken, rows.rows()),
                        ensemble.trees().trees(),
                        teacher.settings(ensemble.trees()),
                        seed + 1_000L * teacher.ensembles.size() + part));
            }
        }
        return teacher;
    }

    private Map<String, Object> settings(Boosting trees) {
        Map<String, Object> all = new HashMap<>(objective.trees(width));
        all.put("eta", trees.learningRate());
        all.put("max_depth", trees.depth());
        all.put("lambda", trees.l2());
        all.put("min_child_weight", trees.leastCurvature());
        all.put("colsample_bytree", trees.columnShare());
        if (trees.positiveWeight() != 1) all.put("scale_pos_weight", trees.positiveWeight());
        return all;
    }

    /** The rows that are in a part, or not in it. */
    private static int[] rows(TaskData rows, int part, int parts, boolean in) {
        return IntStream.range(0, rows.rows())
                .filter(row -> rows.partOf(row, parts) == part == in)
                .toArray();
    }

    private static float[] some(float[] numbers, int[] rows, int of) {
        int each = numbers.length / of;
        float[] some = new float[rows.length * each];
        for (int i = 0; i < rows.length; i++) System.arraycopy(numbers, rows[i] * each, some, i * each, each);
        return some;
    }

    /** The columns that it reads, row-major. */
    private static float[] table(Distillation settings, TaskData rows) {
        float[] all = rows.input(settings.input());
        if (settings.columns().isEmpty()) return all;
        int[] columns = settings.columns().stream().mapToInt(Integer::intValue).toArray();
        int width = all.length / rows.rows();
        float[] table = new float[Math.multiplyExact(rows.rows(), columns.length)];
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = 0; i < columns.length; i++) table[row * columns.length + i] = all[row * width + columns[i]];
        }
        return table;
    }

    /**
     * Its answers to the rows it was grown on, each by the members that were grown without it.
     *
     * @return logits or numbers, {@code [rows, width]}
     */
    float[] ofTraining(TaskData rows) {
        return answers(rows, true);
    }

    /** Its answers to other rows, {@code [rows, width]}. */
    float[] of(TaskData rows) {
        return answers(rows, false);
    }

    private float[] answers(TaskData rows, boolean learned) {
        float[] table = table(settings, rows);
        double[] sums = new double[Math.multiplyExact(rows.rows(), width)];
        for (int i = 0; i < ensembles.size(); i++) {
            List<GrownTrees> members = ensembles.get(i);
            double shift = Math.log(settings.teachers().get(i).trees().positiveWeight());
            double weight = 1.0 / ensembles.size() / (learned ? 1 : members.size());
            for (int part = 0; part < members.size(); part++) {
                int[] answered = learned
                        ? rows(rows, part, members.size(), true)
                        : IntStream.range(0, rows.rows()).toArray();
                float[][] logits =
                        members.get(part).logits(some(table, answered, rows.rows()), table.length / rows.rows());
                for (int r = 0; r < answered.length; r++) {
                    float[] own = logits[r];
                    for (int c = 0; c < width; c++) {
                        sums[answered[r] * width + c] += weight * (own[c % own.length] - shift);
                    }
                }
            }
        }
        float[] answers = new float[sums.length];
        for (int i = 0; i < answers.length; i++) answers[i] = (float) sums[i];
        return answers;
    }

    @Override
    public void close() {
        for (List<GrownTrees> members : ensembles) members.forEach(GrownTrees::close);
    }
}
