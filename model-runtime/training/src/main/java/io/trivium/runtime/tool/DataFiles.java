package io.trivium.runtime.tool;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.StoredTensor;
import io.trivium.core.tensor.TensorType;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Preferences;
import io.trivium.runtime.training.voxel.VoxelData;
import io.trivium.runtime.voxel.UnetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Data sets as safetensors files: each input F32 [N, …], {@code label} F32 [N], or [N, numbers] where the
 * head answers several, with an interval among them {@code labelbounds} F32 [N, 2] or [N, numbers, 2], {@code rowhash}
 * I64 [N]; for a network of voxels {@code target} F32 of the output's shape.
 */
public final class DataFiles {
    private static final String LABEL = "label";
    private static final String BOUNDS = "labelbounds";
    private static final String TARGET = "target";
    private static final String ROW_HASH = "rowhash";

    private DataFiles() {}

    /**
     * Reads a data set of a task with one tensor for each of its inputs.
     *
     * @throws IllegalArgumentException when an input is missing or not of the specification's shape and type
     */
    public static TaskData read(Path file, ModelSpec model) throws IOException {
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException("there is no file " + file);
        try (Safetensors tensors = Safetensors.open(file)) {
            Map<String, float[]> inputs = new LinkedHashMap<>();
            long rows = -1;
            for (TensorSpec input : model.inputs()) {
                if (!tensors.names().contains(input.name())) {
                    throw new IllegalArgumentException(file + " has no tensor '" + input.name() + "'");
                }
                StoredTensor tensor = tensors.tensor(input.name());
                long[] shape = tensor.shape();
                boolean fits = tensor.type() == TensorType.F32
                        && shape.length == input.shape().size()
                        && (rows < 0 || rows == shape[0]);
                for (int i = 1; fits && i < shape.length; i++)
                    fits = shape[i] == input.shape().get(i);
                if (!fits) {
                    throw new IllegalArgumentException(file + ": '" + input.name() + "' is " + tensor.type()
                            + Arrays.toString(shape) + ", not F32 " + input.shape()
                            + (rows < 0 ? "" : " of " + rows + " rows"));
                }
                rows = shape[0];
                inputs.put(input.name(), tensor.toFloats());
            }
            int count = Math.toIntExact(rows);
            float[] labels =
                    tensors.names().contains(LABEL) ? labels(file, tensors.tensor(LABEL), count) : new float[0];
            float[] bounds = tensors.names().contains(BOUNDS)
                    ? column(file, tensors.tensor(BOUNDS), TensorType.F32, 2 * labels.length)
                            .toFloats()
                    : new float[0];
            long[] hashes = tensors.names().contains(ROW_HASH)
                    ? column(file, tensors.tensor(ROW_HASH), TensorType.I64, count)
                            .toLongs()
                    : new long[0];
            return new TaskData(count, inputs, labels, bounds, hashes);
        }
    }

    /**
     * Reads volumes with their targets.
     *
     * @throws IllegalArgumentException when a tensor is missing or not of the specification's shape and type
     */
    static VoxelData readVoxels(Path file, ModelSpec model, UnetSpec spec) throws IOException {
        TaskData data = read(file, model);
        try (Safetensors tensors = Safetensors.open(file)) {
            if (!tensors.names().contains(TARGET)) {
                throw new IllegalArgumentException(file + " has no tensor '" + TARGET + "'");
            }
            StoredTensor target = tensors.tensor(TARGET);
            if (target.type() != TensorType.F32 || target.size() != (long) data.rows() * spec.voxels()) {
                throw new IllegalArgumentException(file + ": '" + TARGET + "' is " + target.type()
                        + Arrays.toString(target.shape()) + ", not F32 of " + data.rows() + " volumes");
            }
            return new VoxelData(
                    data.rows(),
                    spec.channels(),
                    spec.size().get(0),
                    spec.size().get(1),
                    spec.size().get(2),
                    data.input(spec.input(), (long) spec.channels() * spec.voxels()),
                    target.toFloats(),
                    data.rowHashes());
        }
    }

    /**
     * Reads pairs of outputs for the same input: {@code chosen} and {@code rejected} F32 [N, numbers], in addition to
     * the inputs.
     *
     * @throws IllegalArgumentException when a tensor is missing or not of the specification's shape and type
     */
    static Preferences readPreferences(Path file, ModelSpec model) throws IOException {
        TaskData rows = read(file, model);
        long width = model.outputs().getFirst().shape().getLast();
        try (Safetensors tensors = Safetensors.open(file)) {
            float[][] outputs = new float[2][];
            for (int i = 0; i < outputs.length; i++) {
                String name = i == 0 ? "chosen" : "rejected";
                if (!tensors.names().contains(name)) {
                    throw new IllegalArgumentException(file + " has no tensor '" + name + "'");
                }
                StoredTensor tensor = tensors.tensor(name);
                if (tensor.type() != TensorType.F32 || tensor.size() != rows.rows() * width) {
                    throw new IllegalArgumentException(file + ": '" + name + "' is " + tensor.type()
                            + Arrays.toString(tensor.shape()) + ", not F32 [" + rows.rows() + ", " + width + "]");
                }
                outputs[i] = tensor.toFloats();
            }
            TaskData unlabelled = new TaskData(rows.rows(), rows.inputs(), new float[0], rows.rowHashes());
            return new Preferences(unlabelled, outputs[0], outputs[1]);
        }
    }

    private static float[] labels(Path file, StoredTensor tensor, int rows) {
        boolean fits = tensor.type() == TensorType.F32 && tensor.size() % rows == 0;
        if (!fits) {
            throw new IllegalArgumentException(file + ": '" + tensor.name() + "' is " + tensor.type()
                    + Arrays.toString(tensor.shape()) + ", not F32 of " + rows + " rows");
        }
        return tensor.toFloats();
    }

    private static StoredTensor column(Path file, StoredTensor tensor, TensorType type, int rows) {
        if (tensor.type() != type || tensor.size() != rows) {
            throw new IllegalArgumentException(file + ": '" + tensor.name() + "' is " + tensor.type()
                    + Arrays.toString(tensor.shape()) + ", not " + type + " [" + rows + "]");
        }
        return tensor;
    }
}
