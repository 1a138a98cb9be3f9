package io.trivium.runtime.learning.store;

import io.trivium.runtime.pack.TensorSpec;

/** The names of the elements of an input. */
public final class InputColumns {
    private InputColumns() {}

    /** The column of a row-major element where the specification names columns, its number otherwise. */
    public static String name(TensorSpec tensor, int index) {
        int columns = tensor.columns().size();
        if (columns == 0 || tensor.shape().size() != 2) return "[" + index + "]";
        return tensor.columns().get(index % columns);
    }
}
