package io.trivium.runtime.manifest;

import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The numeric meaning of a label for training and measurement. Binary: of the task's two labels the graver is 1, and
 * {@code 1}, {@code true}, {@code positive} are. Several classes: the label's place among the output's columns or the
 * task's labels, or the number itself. Regression: numbers with commas between, one for all columns or one for each, or
 * {@code column=number} for the columns that are known; the others are NaN, which training and measurement leave out.
 * Immutable.
 */
public final class LabelTargets {
    private static final int PAIR = 2;
    private static final Map<String, Double> BINARY =
            Map.of("1", 1.0, "true", 1.0, "positive", 1.0, "0", 0.0, "false", 0.0, "negative", 0.0);

    private final ModelSpec model;
    private final Map<String, Double> named = new LinkedHashMap<>();
    private final int width;

    /**
     * @param labels the task's labels, the graver first; empty where they are not configured
     * @throws IllegalArgumentException when the head cannot be trained from labels
     */
    public LabelTargets(ModelSpec model, List<String> labels) {
        this.model = model;
        TensorSpec output = model.outputs().getFirst();
        this.width = Math.toIntExact(output.shape().getLast());
        switch (model.head()) {
            case BINARY -> {
                named.putAll(BINARY);
                if (labels.size() == PAIR) {
                    named.put(labels.getFirst(), 1.0);
                    named.put(labels.getLast(), 0.0);
                }
            }
            case MULTICLASS -> {
                for (int c = 0; c < labels.size(); c++) named.put(labels.get(c), (double) c);
                for (int c = 0; c < output.columns().size(); c++)
                    named.put(output.columns().get(c), (double) c);
            }
            case REGRESSION -> {
                // All columns of quantiles are of the same number, so none of them can be known alone.
                for (int c = 0; c < output.columns().size() && !isOfQuantiles(model); c++) {
                    named.put(output.columns().get(c), (double) c);
                }
            }
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new IllegalArgumentException(
                        "The head " + model.head() + " of task " + model.task() + " cannot be trained from labels");
        }
    }

    /** The number of values of each row. */
    public int perRow() {
        return model.head() == Head.REGRESSION ? width : 1;
    }

    /**
     * The numbers of a label.
     *
     * @throws IllegalArgumentException when it is none of the task's targets
     */
    public float[] of(String label) {
        if (model.head() == Head.REGRESSION) return numbers(label);
        Double value = named.get(label);
        if (value == null && model.head() == Head.BINARY) throw unknown(label, null);
        double target = value == null ? number(label, label) : value;
        if (target != Math.rint(target) || target < 0 || target >= Math.max(PAIR, width)) throw unknown(label, null);
        return new float[] {(float) target};
    }

    private static boolean isOfQuantiles(ModelSpec model) {
        return model.objective().loss().equals(Optional.of(Loss.QUANTILE));
    }

    private float[] numbers(String label) {
        if (label.indexOf('=') >= 0) return columns(label);
        String[] parts = label.split(",", -1);
        if (parts.length != 1 && parts.length != width) throw unknown(label, null);
        float[] numbers = new float[width];
        for (int c = 0; c < width; c++) numbers[c] = number(label, parts[parts.length == 1 ? 0 : c]);
        return numbers;
    }

    private float[] columns(String label) {
        float[] numbers = new float[width];
        Arrays.fill(numbers, Float.NaN);
        for (String part : label.split(",", -1)) {
            int at = part.indexOf('=');
            Double column = at < 0 ? null : named.get(part.substring(0, at).strip());
            if (column == null || !Float.isNaN(numbers[column.intValue()])) throw unknown(label, null);
            numbers[column.intValue()] = number(label, part.substring(at + 1));
        }
        return numbers;
    }

    private float number(String label, String part) {
        float number;
        try {
            number = Float.parseFloat(part.strip());
        } catch (NumberFormatException e) {
            throw unknown(label, e);
        }
        if (Float.isFinite(number)) return number;
        throw unknown(label, null);
    }

    private IllegalArgumentException unknown(String label, @Nullable NumberFormatException cause) {
        String wanted = switch (model.head()) {
            case BINARY -> "its two labels, the graver first";
            case MULTICLASS -> "its labels in the order of the classes";
            case REGRESSION, SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                named.isEmpty()
                        ? "only labels that are numbers"
                        : "only labels that are numbers or column=number, of " + String.join(", ", named.keySet());
        };
        return new IllegalArgumentException(
                "The label '" + label + "' is no target of task " + model.task() + " (" + model.head()
                        + "); name with platform.runtime.learning.tasks.\"" + model.task() + "\".labels " + wanted
                        + ".",
                cause);
    }
}
