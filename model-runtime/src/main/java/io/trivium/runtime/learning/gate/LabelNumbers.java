package io.trivium.runtime.learning.gate;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.List;
import java.util.Map;

/**
 * Labels as numbers. Of a binary task the graver label is 1; where the task's labels are not configured, {@code 1}, {@code
 * true} and {@code positive} are. A class is its place among the output's columns or the task's labels, or its number.
 */
final class LabelNumbers {
    private static final Map<String, Float> BINARY =
            Map.of("1", 1f, "true", 1f, "positive", 1f, "0", 0f, "false", 0f, "negative", 0f);

    private final ModelSpec model;
    private final List<String> labels;
    private final int width;

    /** @param labels of the task, the graver first; empty where they are not configured */
    LabelNumbers(ModelSpec model, List<String> labels) {
        this.model = model;
        this.labels = List.copyOf(labels);
        this.width = Math.toIntExact(model.outputs().getFirst().shape().getLast());
    }

    /**
     * The numbers of one label, as many as a row of the task has.
     *
     * @throws IllegalArgumentException when the label is none of the task's
     */
    float[] of(String label) {
        return switch (model.head()) {
            case BINARY -> new float[] {binary(label)};
            case MULTICLASS -> new float[] {classOf(label)};
            case REGRESSION -> numbers(label);
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new IllegalArgumentException("labels of the head " + model.head() + " are no numbers");
        };
    }

    private float binary(String label) {
        if (labels.size() == 2 && labels.contains(label)) return labels.indexOf(label) == 0 ? 1 : 0;
        Float known = BINARY.get(label);
        if (known != null) return known;
        throw unknown(label, "configure the two labels of task " + model.task() + ", the graver first");
    }

    private float classOf(String label) {
        TensorSpec output = model.outputs().getFirst();
        if (output.columns().contains(label)) return output.columns().indexOf(label);
        if (labels.contains(label)) return labels.indexOf(label);
        float number = number(label);
        if (number == Math.rint(number) && number >= 0 && number < width) return number;
        throw unknown(label, "name the classes as columns of the output in spec.yaml");
    }

    private float[] numbers(String label) {
        String[] parts = label.split(",", -1);
        if (parts.length != 1 && parts.length != width)
            throw unknown(label, "a label of this task has " + width + " numbers with commas between");
        float[] numbers = new float[width];
        for (int c = 0; c < width; c++) numbers[c] = number(parts[parts.length == 1 ? 0 : c]);
        return numbers;
    }

    private float number(String text) {
        try {
            float number = Float.parseFloat(text.strip());
            if (Float.isFinite(number)) return number;
        } catch (NumberFormatException e) {
            throw unknown(text, "labels of this task are numbers", e);
        }
        throw unknown(text, "labels of this task are finite numbers");
    }

    private IllegalArgumentException unknown(String label, String remedy) {
        return new IllegalArgumentException(
                "the label '" + label + "' is none of task " + model.task() + ": " + remedy);
    }

    private IllegalArgumentException unknown(String label, String remedy, NumberFormatException cause) {
        return new IllegalArgumentException(
                "the label '" + label + "' is none of task " + model.task() + ": " + remedy, cause);
    }
}
