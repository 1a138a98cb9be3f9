package io.trivium.runtime.pack;

import io.trivium.runtime.tensor.TensorType;
import java.util.List;

/**
 * One input or output a model promises.
 *
 * @param shape sizes from the outermost dimension; −1 means any size, and the first is the batch
 * @param unit what a number in it means, such as {@code probability}
 * @param columns names along the last dimension; empty when they have none
 */
public record TensorSpec(String name, TensorType type, List<Long> shape, String unit, List<String> columns) {
    public TensorSpec {
        shape = List.copyOf(shape);
        columns = List.copyOf(columns);
    }
}
