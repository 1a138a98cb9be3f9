package io.trivium.runtime.tool;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.StoredTensor;
import io.trivium.core.tensor.TensorType;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Some rows of a data set that holds one F32 tensor [N, …] for each input of a task. */
final class CalibrationRows {
    private CalibrationRows() {}

    /**
     * Reads rows spread evenly over the file; the others are not read.
     *
     * @throws IllegalArgumentException when an input is missing or not of the specification's shape and type
     */
    static Map<String, Floats> read(Path file, ModelSpec model, int most) throws IOException {
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException("there is no file " + file);
        Map<String, Floats> rows = new LinkedHashMap<>();
        try (Safetensors tensors = Safetensors.open(file)) {
            long total = -1;
            for (TensorSpec input : model.inputs()) {
                if (!tensors.names().contains(input.name())) {
                    throw new IllegalArgumentException(file + " has no tensor '" + input.name() + "'");
                }
                StoredTensor tensor = tensors.tensor(input.name());
                if (!fits(tensor, input) || (total >= 0 && total != tensor.shape()[0]) || tensor.size() == 0) {
                    throw new IllegalArgumentException(file + ": '" + input.name() + "' is " + tensor.type()
                            + Arrays.toString(tensor.shape()) + ", not F32 " + input.shape()
                            + (total < 0 ? " with rows" : " of " + total + " rows"));
                }
                total = tensor.shape()[0];
                rows.put(input.name(), spread(tensor, Math.toIntExact(Math.min(total, most))));
            }
        }
        return rows;
    }

    private static boolean fits(StoredTensor tensor, TensorSpec input) {
        long[] shape = tensor.shape();
        if (tensor.type() != TensorType.F32 || shape.length != input.shape().size()) return false;
        for (int i = 1; i < shape.length; i++) {
            long wanted = input.shape().get(i);
            if (wanted >= 0 && wanted != shape[i]) return false;
        }
        return true;
    }

    private static Floats spread(StoredTensor tensor, int count) {
        long[] shape = tensor.shape().clone();
        long total = shape[0];
        int size = Math.toIntExact(tensor.size() / total);
        float[] values = new float[Math.multiplyExact(count, size)];
        for (int row = 0; row < count; row++) {
            float[] one = tensor.floats(row * total / count * size, size);
            System.arraycopy(one, 0, values, row * size, size);
        }
        shape[0] = count;
        return new Floats(values, shape);
    }
}
