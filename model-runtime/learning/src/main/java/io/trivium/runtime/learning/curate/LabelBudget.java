package io.trivium.runtime.learning.curate;

import io.trivium.core.statistics.Quantiles;
import io.trivium.runtime.statistics.BinaryMetrics;
import io.trivium.runtime.statistics.Boosting;
import io.trivium.runtime.statistics.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the number of labels that a task needs, on rows whose labels are all known: they are hidden and given one
 * batch after the other, at random or as {@link BatchChoice} chooses. Both ways begin with the same rows and learn by
 * the same trees; labels of the rows for measurement are never requested. The goal is a share of the result with all
 * labels.
 *
 * @param goal share of the figure with all labels
 * @param begin labels that both ways begin with, drawn by chance
 * @param growth share of the labels so far that the next batch has
 */
public record LabelBudget(double goal, int begin, double growth, BatchChoiceSettings choice) {
    private static final int LEAST_BATCH = 10;
    /** The number of consecutive times that the goal must be met, to exclude chance. */
    private static final int KEPT = 2;

    private static final Boosting TREES = TreeClassifier.USUAL;

    /** The settings used unless others are given. */
    public static final LabelBudget USUAL = new LabelBudget(0.95, 100, 0.1, BatchChoiceSettings.USUAL);

    /** The choice of batches. */
    public record BatchChoiceSettings(double densityWeight, double diversityWeight) {
        static final BatchChoiceSettings USUAL =
                new BatchChoiceSettings(BatchChoice.USUAL.densityWeight(), BatchChoice.USUAL.diversityWeight());
    }

    /**
     * Rows with labels.
     *
     * @param table row-major
     * @param labels class of each row, from 0
     */
    @SuppressWarnings("ArrayRecordComponent") // many numbers; never compared
    public record Rows(int width, float[] table, int[] labels) {}

    /** The figure after a number of labels. */
    public record Point(int labels, double figure) {}

    /**
     * One way with one seed.
     *
     * @param needed labels at which the goal was first reached and then kept; all there are where it never was
     * @param isReached whether it was before all labels were there
     */
    public record Run(boolean active, long seed, int needed, boolean isReached, List<Point> curve) {}

    /**
     * The result of a measurement.
     *
     * @param metric {@code average_precision} of two classes, {@code accuracy} of more
     * @param full the figure with all labels
     * @param goal figure to reach
     * @param saved share of the labels that the choice saves, by the medians; negative where it costs more
     */
    public record Outcome(
            String metric,
            int rows,
            int tested,
            double full,
            double goal,
            double medianRandom,
            double medianActive,
            double saved,
            List<Run> runs) {}

    /** Measures both ways with each seed. */
    public Outcome measure(Rows training, Rows tested, List<Long> seeds) {
        int classes = Math.max(highest(training), highest(tested)) + 1;
        LabelledRows pool = new LabelledRows(training.width(), training.table(), training.labels(), classes);
        LabelledRows test = new LabelledRows(tested.width(), tested.table(), tested.labels(), classes);
        double full = 0;
        for (long seed : seeds) full += figure(TreeClassifier.fit(pool, TREES, seed), test) / seeds.size();
        double target = goal * full;
        Scaled scaled = Scaled.of(pool.table(), pool.width());
        List<Run> runs = new ArrayList<>();
        for (long seed : seeds) {
            for (boolean active : new boolean[] {false, true}) runs.add(run(pool, test, scaled, target, active, seed));
        }
        double random = median(runs, false);
        double asked = median(runs, true);
        return new Outcome(
                classes == 2 ? "average_precision" : "accuracy",
                pool.rows(),
                test.rows(),
                full,
                target,
                random,
                asked,
                1 - asked / random,
                runs);
    }

    private static int highest(Rows rows) {
        return Arrays.stream(rows.labels()).max().orElse(0);
    }

    private static double median(List<Run> runs, boolean active) {
        return Quantiles.median(runs.stream()
                .filter(run -> run.active() == active)
                .mapToDouble(Run::needed)
                .toArray());
    }

    private Run run(LabelledRows pool, LabelledRows test, Scaled scaled, double target, boolean active, long seed) {
        int[] order = RowOrder.of(pool.rows(), seed * 7_919);
        boolean[] isLabelled = new boolean[pool.rows()];
        int[] labelled = Arrays.copyOf(order, Math.min(begin, order.length));
        for (int row : labelled) isLabelled[row] = true;
        List<Point> curve = new ArrayList<>();
        int kept = 0;
        while (true) {
            TreeClassifier classifier = TreeClassifier.fit(pool.part(labelled), TREES, seed);
            double figure = figure(classifier, test);
            curve.add(new Point(labelled.length, figure));
            kept = figure >= target ? kept + 1 : 0;
            if (kept == KEPT || labelled.length == pool.rows()) break;
            int[] rest = Arrays.stream(order).filter(row -> !isLabelled[row]).toArray();
            int count = Math.min(rest.length, Math.max(LEAST_BATCH, (int) (growth * labelled.length)));
            int[] next = active ? asked(classifier, pool, scaled, rest, count, seed) : Arrays.copyOf(rest, count);
            int from = labelled.length;
            labelled = Arrays.copyOf(labelled, from + next.length);
            System.arraycopy(next, 0, labelled, from, next.length);
            for (int row : next) isLabelled[row] = true;
        }
        boolean isReached = kept > 0 && curve.size() >= kept;
        int needed = isReached ? curve.get(curve.size() - kept).labels() : pool.rows();
        return new Run(active, seed, needed, isReached, curve);
    }

    private int[] asked(TreeClassifier classifier, LabelledRows pool, Scaled scaled, int[] rest, int count, long seed) {
        float[] probabilities = new float[pool.classes()];
        double[] uncertainty = new double[rest.length];
        for (int i = 0; i < rest.length; i++) {
            classifier.probabilities(pool.table(), rest[i] * pool.width(), probabilities, 0);
            uncertainty[i] = Uncertainty.of(probabilities);
        }
        return new BatchChoice(choice.densityWeight(), choice.diversityWeight(), seed)
                .choose(scaled, rest, uncertainty, count).stream()
                        .mapToInt(BatchChoice.Chosen::row)
                        .toArray();
    }

    private static double figure(TreeClassifier classifier, LabelledRows test) {
        float[] probabilities = classifier.probabilities(test.table(), test.width());
        if (test.classes() == 2) {
            float[] scores = new float[test.rows()];
            float[] labels = new float[test.rows()];
            for (int row = 0; row < scores.length; row++) {
                scores[row] = probabilities[2 * row + 1];
                labels[row] = test.labels()[row];
            }
            return BinaryMetrics.of(scores, labels).averagePrecision();
        }
        int right = 0;
        for (int row = 0; row < test.rows(); row++) {
            int best = 0;
            for (int kind = 1; kind < test.classes(); kind++) {
                if (probabilities[row * test.classes() + kind] > probabilities[row * test.classes() + best]) {
                    best = kind;
                }
            }
            if (best == test.labels()[row]) right++;
        }
        return (double) right / test.rows();
    }
}
