package io.trivium.runtime.training.stage;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.network.TaskData;
import java.util.Locale;
import java.util.Map;

/**
 * Pairs of outputs for the same input, of which a reviewer prefers one.
 *
 * @param rows inputs, one row a pair
 * @param chosen the preferred output of each, {@code [rows, width]} in the form of {@link OutputLikelihood}
 * @param rejected the one it was preferred to
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record Preferences(TaskData rows, float[] chosen, float[] rejected) {
    public Preferences {
        if (chosen.length != rejected.length || chosen.length == 0 || chosen.length % rows.rows() != 0) {
            throw new IllegalArgumentException(chosen.length + " numbers of chosen outputs and " + rejected.length
                    + " of rejected ones for " + rows.rows() + " rows");
        }
    }

    int width() {
        return chosen.length / rows.rows();
    }

    /**
     * An output as it is recorded, named values, in the form of a model's head. A head of one number takes a single value of
     * any name. Several numbers are found by the names of the output's columns, or {@code class-0}, {@code class-1} and so
     * on; a multiclass head also takes {@code class} with the number of one.
     *
     * @throws IllegalArgumentException when a value is missing, is not known or cannot be right
     */
    public static float[] output(ModelSpec model, Map<String, Double> values) {
        TensorSpec output = model.outputs().getFirst();
        int width = Math.toIntExact(output.shape().getLast());
        float[] numbers = new float[width];
        Double named = values.get("class");
        if (width > 1 && named != null && values.size() == 1) {
            if (named != Math.rint(named) || named < 0 || named >= width) {
                throw new IllegalArgumentException("there is no class " + named + " of " + width);
            }
            numbers[named.intValue()] = 1f;
            return numbers;
        }
        if (values.size() != width) {
            throw new IllegalArgumentException(
                    "an output of " + model.task() + " has " + width + " values, not " + values.size());
        }
        for (int c = 0; c < width; c++) {
            String name = output.columns().isEmpty()
                    ? "class-" + c
                    : word(output.columns().get(c));
            Double value =
                    width == 1 ? Double.valueOf(values.values().iterator().next()) : values.get(name);
            if (value == null) throw new IllegalArgumentException("an output of " + model.task() + " lacks " + name);
            numbers[c] = value.floatValue();
        }
        return numbers;
    }

    /** A column's name as events spell names. */
    private static String word(String column) {
        return column.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
