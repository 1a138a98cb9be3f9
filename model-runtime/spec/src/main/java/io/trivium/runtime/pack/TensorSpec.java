package io.trivium.runtime.pack;

import io.trivium.runtime.tensor.TensorType;
import java.util.List;

/**
 * One input or output a model promises.
 *
 * @param shape sizes from the outermost dimension; −1 means any size, and the first is the batch
 * @param unit meaning of a number in it, such as {@code probability}
 * @param columns names along the last dimension; empty when they have none
 * @param least smallest value of an element that can be right; −∞ when none is given
 * @param most largest value of an element that can be right; ∞ when none is given
 */
public record TensorSpec(
        String name, TensorType type, List<Long> shape, String unit, List<String> columns, double least, double most) {
    public TensorSpec {
        shape = List.copyOf(shape);
        columns = List.copyOf(columns);
    }

    /** Whether the specification limits the valid values. */
    public boolean hasLimits() {
        return least != Double.NEGATIVE_INFINITY || most != Double.POSITIVE_INFINITY;
    }
}
