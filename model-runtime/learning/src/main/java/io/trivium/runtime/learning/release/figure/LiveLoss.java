package io.trivium.runtime.learning.release.figure;

import io.trivium.runtime.manifest.LabelTargets;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The distance of an answer from a label. Probabilities: the squared error, over all classes (G. Brier, 1950), which is
 * in [0, 2] and least for true probabilities. Numbers: the absolute error, the mean over the columns that the label
 * gives; of an interval, the distance to it. Immutable.
 */
public final class LiveLoss {
    private final ModelSpec model;
    private final LabelTargets targets;

    private LiveLoss(ModelSpec model, LabelTargets targets) {
        this.model = model;
        this.targets = targets;
    }

    /**
     * The loss of a model's answers; empty where it cannot be computed from labels.
     *
     * @param labels the task's labels as they are configured, the graver first
     */
    public static Optional<LiveLoss> of(ModelSpec model, List<String> labels) {
        return switch (model.head()) {
            case BINARY, MULTICLASS, REGRESSION -> Optional.of(new LiveLoss(model, new LabelTargets(model, labels)));
            case SURVIVAL, DETECTION, SEGMENTATION, NONE -> Optional.empty();
        };
    }

    /** The name of the loss. */
    public static String name(Head head) {
        return head == Head.REGRESSION ? "absolute-error" : "squared-error";
    }

    /**
     * The target given by a label; empty when it is none of the task's.
     *
     * @return one class, or the number of each column or its bounds
     */
    public Optional<BoundedLabels> target(String label) {
        try {
            return Optional.of(targets.of(label));
        } catch (IllegalArgumentException e) { // labels that cannot be learned from cannot be judged by either
            return Optional.empty();
        }
    }

    /** The loss of an answer to one row; empty when the answer has not the model's first output. */
    public OptionalDouble loss(BoundedLabels target, List<Tensor> outputs) {
        String name = model.outputs().getFirst().name();
        for (Tensor output : outputs) {
            if (output.name().equals(name)) return loss(target, output);
        }
        return OptionalDouble.empty();
    }

    private OptionalDouble loss(BoundedLabels target, Tensor output) {
        int columns = Math.toIntExact(output.elements());
        boolean isSingle = output.type() == TensorType.FP32;
        boolean fits = model.head() != Head.REGRESSION || target.count() == columns;
        if (columns == 0 || !fits || !(isSingle || output.type() == TensorType.FP64)) return OptionalDouble.empty();
        ByteBuffer data = output.data();
        int at = data.position();
        int known = 0;
        for (int i = 0; i < target.count(); i++) if (target.isKnown(i)) known++;
        double loss = 0;
        for (int column = 0; column < columns; column++) {
            double answer =
                    isSingle ? data.getFloat(at + Float.BYTES * column) : data.getDouble(at + Double.BYTES * column);
            loss += switch (model.head()) {
                case BINARY -> square(answer - target.numbers()[0]);
                case MULTICLASS -> square(answer - (column == (int) target.numbers()[0] ? 1 : 0));
                case REGRESSION -> target.isKnown(column) ? target.distance(column, answer) / known : 0;
                case SURVIVAL, DETECTION, SEGMENTATION, NONE -> 0;
            };
            if (model.head() == Head.BINARY) break;
        }
        return OptionalDouble.of(loss);
    }

    private static double square(double number) {
        return number * number;
    }
}
