package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.NetworkScorer;
import java.util.Map;
import java.util.stream.IntStream;

/** Loss and metrics of a task with one output, for code other than {@link MoeTrainer} that trains or measures. */
public final class TaskMeasure {
    private final Objective objective;
    private final TensorSpec output;

    /** @throws IllegalArgumentException for a head that cannot be trained */
    public TaskMeasure(ModelSpec model) {
        this.objective = Objective.of(model);
        this.output = model.outputs().getFirst();
    }

    public TensorSpec output() {
        return output;
    }

    /** Numbers of one answer. */
    public int width() {
        return Math.toIntExact(output.shape().getLast());
    }

    /** Labels of one row. */
    public int labelsPerRow() {
        return objective == Objective.REGRESSION || objective == Objective.QUANTILES ? width() : 1;
    }

    /** Mean loss of some rows of a data set.
     * @param logits {@code [B, width]}, one row for each of {@code rows} */
    public NDArray loss(NDManager scope, NDArray logits, BoundedLabels labels, int[] rows) {
        return objective.loss(scope, logits, labels.some(rows, labelsPerRow()), 0);
    }

    /** Logits of all rows, {@code [rows, width]}. */
    public float[] logits(NDManager manager, MoeNetwork network, EncodedData rows) {
        return NetworkScorer.logits(manager, network, rows, output, loads -> {});
    }

    /** The answers of the served model. */
    public float[] answers(float[] logits) {
        return objective.scores(logits, width());
    }

    /** The task's metrics, with the one that chooses an epoch under the name {@link #chosenBy}. */
    public Map<String, Double> metrics(float[] answers, BoundedLabels labels) {
        return objective.metrics(answers, width(), labels);
    }

    /** Name of the metric that decides which of two models is better; larger is better. */
    public String chosenBy() {
        return objective.chosenBy();
    }

    /** Refuses labels the task cannot take. */
    public void check(BoundedLabels labels, int rows, String what) {
        objective.check(labels, rows, width(), what);
    }

    /** Root mean square error of each column over the rows that have its label, for a head of numbers; at least a millionth. */
    public double[] residuals(float[] answers, float[] labels) {
        int width = width();
        double[] squares = new double[width];
        int[] known = new int[width];
        for (int i = 0; i < answers.length; i++) {
            if (Float.isNaN(labels[i])) continue;
            double residual = (double) answers[i] - labels[i];
            squares[i % width] += residual * residual;
            known[i % width]++;
        }
        return IntStream.range(0, width)
                .mapToDouble(c -> Math.max(1e-6, Math.sqrt(squares[c] / Math.max(1, known[c]))))
                .toArray();
    }
}
