package io.trivium.runtime.learning.update;

import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a label means to the trainer: 0 or 1 for a binary head, a class from 0 for several, numbers for a regression. A label is
 * found by the configured targets, then by the task's order of labels (of two, the graver is 1) or the names of the output's
 * columns, then as a number. Immutable.
 */
final class LabelTargets {
    private static final int PAIR = 2;

    private final ModelSpec model;
    private final Map<String, Double> named = new HashMap<>();
    private final int width;

    /**
     * @param labels the task's labels, the graver first; may be empty
     * @param configured numbers by label
     * @throws UpdateFailure when the head cannot be trained or a number cannot be right
     */
    LabelTargets(ModelSpec model, List<String> labels, Map<String, Double> configured) {
        this.model = model;
        TensorSpec output = model.outputs().getFirst();
        this.width = Math.toIntExact(output.shape().getLast());
        switch (model.head()) {
            case BINARY -> {
                named.putAll(Map.of("true", 1.0, "false", 0.0));
                if (labels.size() == PAIR) {
                    named.put(labels.getFirst(), 1.0);
                    named.put(labels.getLast(), 0.0);
                }
            }
            case MULTICLASS -> {
                for (int c = 0; c < width; c++) {
                    named.put("class-" + c, (double) c);
                    if (c < output.columns().size()) {
                        named.put(output.columns().get(c), (double) c);
                        named.put(word(output.columns().get(c)), (double) c);
                    }
                }
            }
            case REGRESSION -> {}
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new UpdateFailure(
                        "head-not-trainable",
                        "The head " + model.head() + " of task " + model.task()
                                + " cannot be trained from labels; switch the updates of this task off.");
        }
        named.putAll(configured);
    }

    private static String word(String column) {
        return column.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How many numbers each row has. */
    int perRow() {
        return model.head() == Head.REGRESSION ? width : 1;
    }

    /**
     * The numbers of a label.
     *
     * @throws UpdateFailure when it is none of the task's targets
     */
    float[] of(String label) {
        if (model.head() == Head.REGRESSION) return numbers(label);
        Double value = named.get(label);
        double target = value == null ? number(label) : value;
        int classes = model.head() == Head.BINARY ? PAIR : width;
        if (target != Math.rint(target) || target < 0 || target >= classes) throw unknown(label);
        return new float[] {(float) target};
    }

    private float[] numbers(String label) {
        Double value = named.get(label);
        String[] parts = value == null ? label.split(",", -1) : new String[] {value.toString()};
        boolean repeated =
                parts.length == 1 && (width == 1 || model.objective().loss().equals(Optional.of(Loss.QUANTILE)));
        if (!repeated && parts.length != width) throw unknown(label);
        float[] numbers = new float[width];
        for (int c = 0; c < width; c++) numbers[c] = (float) number(parts[repeated ? 0 : c].strip());
        return numbers;
    }

    private double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) return number;
        } catch (NumberFormatException e) {
            throw unknown(text, e);
        }
        throw unknown(text);
    }

    private UpdateFailure unknown(String label) {
        return new UpdateFailure("label-unknown", message(label));
    }

    private UpdateFailure unknown(String label, NumberFormatException cause) {
        return new UpdateFailure("label-unknown", message(label), cause);
    }

    private String message(String label) {
        return "The label '" + label + "' is no target of task " + model.task() + " (" + model.head()
                + "); say which number it is with platform.runtime.learning.update.tasks.\"" + model.task()
                + "\".targets.\"" + label + "\", or let platform.runtime.learning.tasks.\"" + model.task()
                + "\".labels refuse it.";
    }
}
