package io.trivium.runtime.learning.gate;

import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One answer of a model that can be compared with labels.
 *
 * @param metric the metric by which it is rated, such as {@code average_precision}, with the column where there are
 *     several
 * @param column of the answer and of the label; −1 where all columns are one answer
 */
public record Target(Head head, String metric, int column) {

    /**
     * The targets of a task.
     *
     * @throws IllegalArgumentException for a head whose answers cannot be rated here
     */
    public static List<Target> of(ModelSpec model) {
        TensorSpec output = model.outputs().getFirst();
        return switch (model.head()) {
            case BINARY -> List.of(new Target(Head.BINARY, "average_precision", 0));
            case MULTICLASS -> List.of(new Target(Head.MULTICLASS, "accuracy", -1));
            case REGRESSION -> {
                int width = width(output);
                if (width == 1 || isOfQuantiles(model)) {
                    yield List.of(new Target(Head.REGRESSION, "explained_variance", width == 1 ? 0 : -1));
                }
                yield IntStream.range(0, width)
                        .mapToObj(c -> new Target(
                                Head.REGRESSION,
                                "explained_variance:"
                                        + (output.columns().isEmpty()
                                                ? Integer.toString(c)
                                                : output.columns().get(c)),
                                c))
                        .toList();
            }
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new IllegalArgumentException("answers of the head " + model.head()
                        + " cannot be rated by labelled rows here; compare the versions by hand and promote by hand");
        };
    }

    private static boolean isOfQuantiles(ModelSpec model) {
        return model.objective().loss().equals(Optional.of(Loss.QUANTILE));
    }

    private static int width(TensorSpec output) {
        return Math.toIntExact(output.shape().getLast());
    }

    /** Labels of one row. */
    static int labelsPerRow(ModelSpec model) {
        return model.head() == Head.REGRESSION ? width(model.outputs().getFirst()) : 1;
    }

    /** Rates answers by the labels of the same rows. */
    public Rating rate(Answers answers, BoundedLabels labels) {
        return switch (head) {
            case BINARY -> Rating.OfChance.of(answers.values(), labels.numbers());
            case MULTICLASS -> Rating.OfClass.of(answers.values(), answers.width(), labels.numbers());
            case REGRESSION -> {
                float[] low = new float[labels.count()];
                float[] high = new float[labels.count()];
                for (int i = 0; i < low.length; i++) {
                    low[i] = labels.low(i);
                    high[i] = labels.high(i);
                }
                yield Rating.OfNumber.of(
                        numbers(answers), numbers(low, answers.width()), numbers(high, answers.width()));
            }
            case SURVIVAL, DETECTION, SEGMENTATION, NONE -> throw new IllegalStateException("there is no such target");
        };
    }

    /** The answers of this target, one a row: a probability, that of the likeliest class's mean rank, or a number. */
    double[] numbers(Answers answers) {
        return numbers(answers.values(), answers.width());
    }

    private double[] numbers(float[] values, int width) {
        double[] numbers = new double[values.length / width];
        for (int row = 0; row < numbers.length; row++) {
            if (column >= 0) {
                numbers[row] = values[row * width + column];
            } else {
                for (int c = 0; c < width; c++) numbers[row] += values[row * width + c] / (double) width;
            }
        }
        return numbers;
    }
}
