package io.trivium.runtime.tool;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.StoredTensor;
import io.trivium.core.tensor.TensorType;
import io.trivium.runtime.learning.network.TaskData;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Data sets as safetensors files: each input F32 [N, …], {@code label} F32 [N], {@code rowhash} I64 [N]. */
final class DataFiles {
    private static final String LABEL = "label";
    private static final String ROW_HASH = "rowhash";

    private DataFiles() {}

    /**
     * Reads a data set of a task with one tensor for each of its inputs.
     *
     * @throws IllegalArgumentException when an input is missing or not of the specification's shape and type
     */
    static TaskData read(Path file, ModelSpec model) throws IOException {
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException("there is no file " + file);
        try (Safetensors tensors = Safetensors.open(file)) {
            Map<String, float[]> inputs = new LinkedHashMap<>();
            long rows = -1;
            for (TensorSpec input : model.inputs()) {
                if (!tensors.names().contains(input.name()))
                    throw new IllegalArgumentException(file + " has no tensor '" + input.name() + "'");
                StoredTensor tensor = tensors.tensor(input.name());
                long[] shape = tensor.shape();
                boolean fits = tensor.type() == TensorType.F32
                        && shape.length == input.shape().size()
                        && (rows < 0 || rows == shape[0]);
                for (int i = 1; fits && i < shape.length; i++) {
                    fits = shape[i] == input.shape().get(i);
                }
                if (!fits) {
                    throw new IllegalArgumentException(file + ": '" + input.name() + "' is " + tensor.type()
                            + Arrays.toString(shape) + ", not F32 " + input.shape()
                            + (rows < 0 ? "" : " of " + rows + " rows"));
                }
                rows = shape[0];
                inputs.put(input.name(), tensor.toFloats());
            }
            int count = Math.toIntExact(rows);
            float[] labels = tensors.names().contains(LABEL)
                    ? column(file, tensors.tensor(LABEL), TensorType.F32, count).toFloats()
                    : new float[0];
            long[] hashes = tensors.names().contains(ROW_HASH)
                    ? column(file, tensors.tensor(ROW_HASH), TensorType.I64, count)
                            .toLongs()
                    : new long[0];
            return new TaskData(count, inputs, labels, hashes);
        }
    }

    private static StoredTensor column(Path file, StoredTensor tensor, TensorType type, int rows) {
        if (tensor.type() != type || tensor.size() != rows) {
            throw new IllegalArgumentException(file + ": '" + tensor.name() + "' is " + tensor.type()
                    + Arrays.toString(tensor.shape()) + ", not " + type + " [" + rows + "]");
        }
        return tensor;
    }
}
