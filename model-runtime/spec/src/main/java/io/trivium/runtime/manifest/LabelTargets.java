package io.trivium.runtime.manifest;

import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numeric meaning of a label for training and measurement. Binary: of the task's two labels the graver is 1, and
 * {@code 1}, {@code true}, {@code positive} are. Several classes: the label's place among the output's columns or the
 * task's labels, or the number itself. Regression: numbers with commas between, one for all columns or one for each, or
 * {@code column=number} for the columns that are known; training and measurement leave the others out. In the place of a
 * number {@code >5} means at least 5, as of a part that was replaced before it failed, {@code <5} at most 5, and {@code
 * 5..6} a number between them. Immutable.
 */
public final class LabelTargets {
    private static final int PAIR = 2;
    private static final String INTERVALS = " (5, >5, <5, 5..6)";
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
     * The numbers of a label, {@link #perRow} many, or their bounds.
     *
     * @throws IllegalArgumentException when it is none of the task's targets
     */
    public BoundedLabels of(String label) {
        if (model.head() == Head.REGRESSION) return numbers(label);
        Double value = named.get(label);
        if (value == null && model.head() == Head.BINARY) throw unknown(label, null);
        double target = value == null ? number(label, label) : value;
        if (target != Math.rint(target) || target < 0 || target >= Math.max(PAIR, width)) throw unknown(label, null);
        return new BoundedLabels((float) target);
    }

    private static boolean isOfQuantiles(ModelSpec model) {
        return model.objective().loss().equals(Optional.of(Loss.QUANTILE));
    }

    private BoundedLabels numbers(String label) {
        String[] parts = label.split(",", -1);
        float[] bounds = new float[2 * width];
        if (label.indexOf('=') >= 0) {
            columns(label, parts, bounds);
        } else if (parts.length == 1 || parts.length == width) {
            for (int c = 0; c < width; c++) setBounds(label, parts[parts.length == 1 ? 0 : c], bounds, c);
        } else {
            throw unknown(label, null);
        }
        BoundedLabels numbers = BoundedLabels.between(bounds);
        if (isOfQuantiles(model) && parts.length > 1 && numbers.bounds().length > 0) throw unknown(label, null);
        return numbers;
    }

    private void columns(String label, String[] parts, float[] bounds) {
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = i % 2 == 0 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        }
        Set<Integer> known = new HashSet<>();
        for (String part : parts) {
            int at = part.indexOf('=');
            Double column = at < 0 ? null : named.get(part.substring(0, at).strip());
            if (column == null || !known.add(column.intValue())) throw unknown(label, null);
            setBounds(label, part.substring(at + 1), bounds, column.intValue());
        }
    }

    /** Reads {@code 5}, {@code >5}, {@code <5} or {@code 5..6}. */
    private void setBounds(String label, String part, float[] bounds, int column) {
        String text = part.strip();
        float low = Float.NEGATIVE_INFINITY;
        float high = Float.POSITIVE_INFINITY;
        if (text.startsWith(">")) {
            low = number(label, text.substring(1));
        } else if (text.startsWith("<")) {
            high = number(label, text.substring(1));
        } else {
            int dots = text.indexOf("..");
            low = number(label, dots < 0 ? text : text.substring(0, dots));
            high = dots < 0 ? low : number(label, text.substring(dots + 2));
            if (dots >= 0 && low >= high) throw unknown(label, null);
        }
        bounds[2 * column] = low;
        bounds[2 * column + 1] = high;
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
                        ? "only labels that are numbers" + INTERVALS
                        : "only labels that are numbers" + INTERVALS + " or column=number, of "
                                + String.join(", ", named.keySet());
        };
        return new IllegalArgumentException(
                "The label '" + label + "' is no target of task " + model.task() + " (" + model.head()
                        + "); name with platform.runtime.learning.tasks.\"" + model.task() + "\".labels " + wanted
                        + ".",
                cause);
    }
}
