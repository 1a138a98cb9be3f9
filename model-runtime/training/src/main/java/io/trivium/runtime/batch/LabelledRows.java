package io.trivium.runtime.batch;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.StoredTensor;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a task with their labels.
 *
 * @param inputs one tensor for each input of the model
 * @param labels one for each row; the first number where a row has several
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record LabelledRows(List<Tensor> inputs, float[] labels) {
    private static final String LABEL = "label";

    /** The first rows of a safetensors file; as {@link #read(Path, ModelSpec, int, int)}. */
    public static LabelledRows read(Path file, ModelSpec spec, int most) throws IOException {
        return read(file, spec, 0, most);
    }

    /** The number of rows in a safetensors file. */
    public static int count(Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            if (!tensors.names().contains(LABEL)) throw new IllegalArgumentException(file + " has no tensor 'label'");
            return Math.toIntExact(tensors.tensor(LABEL).shape()[0]);
        }
    }

    /**
     * Reads some rows of a safetensors file.
     *
     * @throws IllegalArgumentException when a tensor is missing or does not fit the model
     */
    public static LabelledRows read(Path file, ModelSpec spec, int from, int most) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            if (!tensors.names().contains(LABEL)) throw new IllegalArgumentException(file + " has no tensor 'label'");
            StoredTensor label = tensors.tensor(LABEL);
            int rows = (int) Math.min(most, label.shape()[0] - from);
            if (rows < 1) throw new IllegalArgumentException(file + " has no row " + from);
            List<Tensor> inputs = new ArrayList<>();
            for (TensorSpec input : spec.inputs()) {
                if (!tensors.names().contains(input.name())) {
                    throw new IllegalArgumentException(file + " has no tensor '" + input.name() + "'");
                }
                inputs.add(input(file, tensors.tensor(input.name()), input, from, rows));
            }
            return new LabelledRows(inputs, firsts(label, from, rows));
        }
    }

    private static float[] firsts(StoredTensor label, int from, int rows) {
        int each = Math.toIntExact(label.size() / label.shape()[0]);
        float[] all = label.floats((long) from * each, rows * each);
        float[] firsts = new float[rows];
        for (int i = 0; i < rows; i++) firsts[i] = all[i * each];
        return firsts;
    }

    private static Tensor input(Path file, StoredTensor stored, TensorSpec input, int from, int rows) {
        long[] shape = stored.shape();
        boolean fits =
                input.type() == TensorType.FP32 && shape.length == input.shape().size() && shape[0] >= from + rows;
        for (int i = 1; fits && i < shape.length; i++)
            fits = shape[i] == input.shape().get(i);
        if (!fits) {
            throw new IllegalArgumentException(file + ": '" + input.name() + "' is " + Arrays.toString(shape)
                    + ", the model takes " + input.type() + input.shape());
        }
        shape[0] = rows;
        int elements = Math.toIntExact(Tensor.elements(shape));
        ByteBuffer data = ByteBuffer.allocateDirect(Float.BYTES * elements).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(stored.floats((long) from * (elements / rows), elements));
        return Tensor.of(input.name(), TensorType.FP32, shape, data);
    }

    public int rows() {
        return labels.length;
    }

    public int positives() {
        int positives = 0;
        for (float label : labels) if (label == 1f) positives++;
        return positives;
    }

    public List<Tensor> rows(int from, int to) {
        return inputs.stream().map(tensor -> tensor.rows(from, to)).toList();
    }
}
