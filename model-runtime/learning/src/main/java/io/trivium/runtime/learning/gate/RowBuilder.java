package io.trivium.runtime.learning.gate;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts stored examples one below the other. Not thread-safe. */
final class RowBuilder {
    private final ModelSpec model;
    private final Map<String, ByteArrayOutputStream> bytes = new LinkedHashMap<>();
    private final List<BoundedLabels> labels = new ArrayList<>();
    private final List<Long> subjects = new ArrayList<>();

    RowBuilder(ModelSpec model) {
        this.model = model;
        for (TensorSpec input : model.inputs()) {
            if (input.shape().stream().skip(1).anyMatch(size -> size < 0)) {
                throw new IllegalArgumentException("rows of the input " + input.name()
                        + " differ in size, so that they cannot be compared in batches");
            }
            bytes.put(input.name(), new ByteArrayOutputStream());
        }
    }

    int rows() {
        return subjects.size();
    }

    /**
     * Adds a row; one whose inputs are not those of the model is left out.
     *
     * @param label empty when unknown
     */
    void add(List<ExampleTensor> inputs, BoundedLabels label, long subject) {
        Map<String, ExampleTensor> byName = new HashMap<>();
        for (ExampleTensor input : inputs) byName.put(input.name(), input);
        List<byte[]> row = new ArrayList<>();
        for (TensorSpec wanted : model.inputs()) {
            ExampleTensor input = byName.get(wanted.name());
            boolean fits = input != null
                    && input.datatype().name().equals(wanted.type().name())
                    && input.shape()
                            .equals(wanted.shape().subList(1, wanted.shape().size()));
            if (!fits || input == null) return;
            row.add(input.bytes());
        }
        int at = 0;
        for (ByteArrayOutputStream column : bytes.values()) column.writeBytes(row.get(at++));
        if (label.count() > 0) labels.add(label);
        subjects.add(subject);
    }

    GateRows build() {
        int rows = rows();
        if (rows == 0) return GateRows.NONE;
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (TensorSpec input : model.inputs()) {
            long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
            shape[0] = rows;
            byte[] all = bytes.getOrDefault(input.name(), new ByteArrayOutputStream())
                    .toByteArray();
            ByteBuffer data = ByteBuffer.allocateDirect(all.length).put(all).flip();
            inputs.put(input.name(), Tensor.of(input.name(), input.type(), shape, data));
        }
        BoundedLabels all = BoundedLabels.joined(labels);
        return new GateRows(
                rows,
                inputs,
                all.numbers(),
                all.bounds(),
                subjects.stream().mapToLong(Long::longValue).toArray());
    }
}
