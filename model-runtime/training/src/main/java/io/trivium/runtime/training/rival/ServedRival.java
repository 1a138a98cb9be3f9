package io.trivium.runtime.training.rival;

import io.trivium.core.statistics.Quantiles;
import io.trivium.runtime.export.RivalGraph;
import io.trivium.runtime.moe.PerfectTrees;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.network.GrownTrees;
import io.trivium.runtime.training.network.Ridge;
import io.trivium.runtime.training.network.TaskData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The better one of a linear model and boosted trees, as a graph that can be served. Rows that neither has learned from
 * choose it and the number of trees. Neither learns from intervals.
 *
 * @param kind {@code linear} or {@code trees}
 * @param graph ONNX, with the inputs and the output of the task
 * @param validation the metrics of the task on the rows that chose
 * @param metric the one that chose, larger is better
 * @param compared its value, by kind
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ServedRival(
        String kind, byte[] graph, Map<String, Double> validation, String metric, Map<String, Double> compared) {
    /** Of the rows and columns of each tree. */
    public static final long SEED = 1;

    /** Rounds between two looks at the rows that choose. */
    private static final int STEP = 20;

    /**
     * Trains both. The same rows give the same model.
     *
     * @param held labelled rows that choose
     * @return empty where {@link RivalGraph#fits} is false, or a number of the answer is exactly known in no row
     * @throws IllegalArgumentException for a head that cannot be trained
     */
    public static Optional<ServedRival> best(ModelSpec model, TaskData learned, TaskData held) {
        if (!RivalGraph.fits(model)) return Optional.empty();
        Trial trial = new Trial(model, learned, held);
        if (!trial.knowsAll()) return Optional.empty();
        ServedRival linear = trial.linear();
        ServedRival trees = trial.trees();
        Map<String, Double> compared = new LinkedHashMap<>(linear.compared);
        compared.putAll(trees.compared);
        ServedRival best = trees.figure() > linear.figure() ? trees : linear;
        return Optional.of(new ServedRival(best.kind, best.graph, best.validation, best.metric, compared));
    }

    private double figure() {
        return Objects.requireNonNull(compared.get(kind));
    }

    /** One training of both kinds. */
    private static final class Trial {
        private final ModelSpec model;
        private final TaskMeasure measure;
        private final RivalRows learned;
        private final float[] learnedLabels;
        private final RivalRows held;
        private final BoundedLabels heldLabels;
        /** Numbers of an answer. */
        private final int numbers;

        private final Answer answer;
        private final boolean quantiles;

        Trial(ModelSpec model, TaskData learned, TaskData held) {
            this.model = model;
            this.measure = new TaskMeasure(model);
            measure.check(learned.boundedLabels(), learned.rows(), "training");
            measure.check(held.boundedLabels(), held.rows(), "validation");
            this.learned = RivalRows.of(learned, model);
            this.learnedLabels = learned.labels();
            this.held = RivalRows.of(held, model);
            this.heldLabels = held.boundedLabels();
            this.numbers = measure.width();
            this.answer = Answer.of(model);
            this.quantiles =
                    model.head() == Head.REGRESSION && model.objective().loss().equals(Optional.of(Loss.QUANTILE));
        }

        boolean knowsAll() {
            boolean[] known = new boolean[answer.isNumber() ? numbers : 1];
            for (int i = 0; i < learnedLabels.length; i++) known[i % known.length] |= !Float.isNaN(learnedLabels[i]);
            for (boolean each : known) if (!each) return false;
            return true;
        }

        ServedRival linear() {
            int columns = learned.width();
            float[] weights = new float[columns * numbers];
            float[] bias = new float[numbers];
            double[][] lines = answer.isNumber() ? ridge() : logistic();
            for (int number = 0; number < numbers; number++) {
                for (int c = 0; c < columns; c++) weights[c * numbers + number] = (float) lines[number][c];
                bias[number] = (float) lines[number][columns];
            }
            float[] logits = new float[held.rows() * numbers];
            for (int i = 0; i < logits.length; i++) {
                double sum = bias[i % numbers];
                for (int c = 0; c < columns; c++) {
                    sum += (double) weights[c * numbers + i % numbers] * held.table()[i / numbers * columns + c];
                }
                logits[i] = (float) sum;
            }
            return of("linear", RivalGraph.linear(model, weights, bias), metrics(logits));
        }

        /** Weights and constant of each number. */
        private double[][] ridge() {
            int columns = learned.width();
            Ridge all = new Ridge(learned.table(), columns, LinearRival.RIDGE);
            double[][] lines = new double[numbers][];
            for (int number = 0; number < numbers; number++) {
                RivalRows rows = known(number);
                Ridge ridge = rows.rows() == learned.rows() ? all : new Ridge(rows.table(), columns, LinearRival.RIDGE);
                Ridge.Line line = ridge.line(rows.labels());
                lines[number] = Arrays.copyOf(line.weights(), columns + 1);
                lines[number][columns] = line.constant();
                if (!quantiles) continue;
                float[] residuals = new float[rows.rows()];
                for (int r = 0; r < residuals.length; r++) {
                    residuals[r] = (float) (rows.labels()[r] - line.answer(rows.table(), r * columns));
                }
                lines[number][columns] += quantile(residuals, level(number));
            }
            return lines;
        }

        private double[][] logistic() {
            SoftmaxRegression regression = SoftmaxRegression.of(learned, answer.softmax());
            double[][] lines = new double[numbers][];
            for (int number = 0; number < numbers; number++) {
                lines[number] = regression.line(answer.isBinary() ? 1 : number);
                double[] other = answer.isBinary() ? regression.line(0) : new double[lines[number].length];
                for (int c = 0; c < other.length; c++) lines[number][c] -= other[c];
            }
            return lines;
        }

        ServedRival trees() {
            float[] constants = new float[numbers];
            PerfectTrees all = PerfectTrees.empty(TreesRival.DEPTH, TreesRival.ROUNDS * numbers);
            if (answer.isNumber()) {
                for (int number = 0; number < numbers; number++) {
                    RivalRows rows = known(number);
                    float[] labels = rows.labels();
                    constants[number] = quantiles ? (float) quantile(labels, level(number)) : (float) mean(labels);
                    Map<String, Object> settings = TreesRival.settings(answer);
                    settings.put("base_score", constants[number]);
                    if (quantiles) {
                        settings.put("objective", "reg:quantileerror");
                        settings.put("quantile_alpha", level(number));
                    }
                    grow(rows, settings, all, number, numbers);
                }
            } else {
                Map<String, Object> settings = TreesRival.settings(answer);
                double share = answer.isBinary() ? mean(learned.labels()) : 0.5;
                settings.put("base_score", (float) share);
                if (answer.isBinary()) constants[0] = (float) Math.log(share / (1 - share));
                grow(learned, settings, all, 0, 1);
            }
            return cut(all, constants);
        }

        private void grow(RivalRows rows, Map<String, Object> settings, PerfectTrees into, int first, int step) {
            try (GrownTrees grown =
                    GrownTrees.grow(rows.table(), rows.width(), rows.labels(), TreesRival.ROUNDS, settings, SEED)) {
                grown.write(into, first, step);
            }
        }

        /** As many rounds as are best on the rows that choose. */
        private ServedRival cut(PerfectTrees all, float[] constants) {
            double[][] sums = new double[held.rows()][numbers];
            for (double[] row : sums) Arrays.setAll(row, number -> constants[number]);
            Map<String, Double> best = Map.of();
            int bestRounds = 0;
            for (int rounds = STEP; rounds <= TreesRival.ROUNDS; rounds += STEP) {
                float[] logits = new float[held.rows() * numbers];
                for (int row = 0; row < sums.length; row++) {
                    int firstTree = (rounds - STEP) * numbers;
                    all.add(held.table(), row * held.width(), firstTree, STEP * numbers, sums[row]);
                    for (int i = 0; i < numbers; i++) logits[row * numbers + i] = (float) sums[row][i];
                }
                Map<String, Double> metrics = metrics(logits);
                if (bestRounds == 0 || figure(metrics) > figure(best)) {
                    best = metrics;
                    bestRounds = rounds;
                }
            }
            return of("trees", RivalGraph.trees(model, all.part(0, bestRounds * numbers), constants), best);
        }

        private ServedRival of(String kind, byte[] graph, Map<String, Double> metrics) {
            return new ServedRival(kind, graph, metrics, measure.chosenBy(), Map.of(kind, figure(metrics)));
        }

        private Map<String, Double> metrics(float[] logits) {
            return measure.metrics(measure.answers(logits), heldLabels);
        }

        private double figure(Map<String, Double> metrics) {
            return Objects.requireNonNull(metrics.get(measure.chosenBy()));
        }

        private double level(int number) {
            return (number + 0.5) / numbers;
        }

        /** The rows that have a number of the answer as their label. */
        private RivalRows known(int number) {
            float[] labels = new float[learned.rows()];
            for (int r = 0; r < labels.length; r++) labels[r] = learnedLabels[r * numbers + number];
            return learned.known(labels);
        }

        private static double mean(float[] values) {
            double sum = 0;
            for (float value : values) sum += value;
            return sum / values.length;
        }

        private static double quantile(float[] values, double level) {
            double[] sorted = new double[values.length];
            Arrays.setAll(sorted, i -> values[i]);
            Arrays.sort(sorted);
            return Quantiles.linear(sorted, level);
        }
    }
}
