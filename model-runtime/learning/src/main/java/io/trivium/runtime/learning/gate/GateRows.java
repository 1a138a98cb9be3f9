package io.trivium.runtime.learning.gate;

import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that challenger and champion are compared by.
 *
 * @param inputs by name, each with the rows as its first dimension
 * @param labels as the trainer has them: 0 or 1, a class from 0, or the numbers of the output, NaN where one is not
 *     exactly known; empty when unknown
 * @param bounds of the labels, as {@link BoundedLabels} has them; empty when no label is an interval
 * @param subjects equal for rows about the same subject; one for each row
 */
@SuppressWarnings("ArrayRecordComponent") // large, compared by identity
public record GateRows(int rows, Map<String, Tensor> inputs, float[] labels, float[] bounds, long[] subjects) {
    public static final GateRows NONE = new GateRows(0, Map.of(), new float[0], new long[0]);

    public GateRows {
        inputs = new LinkedHashMap<>(inputs);
        for (Tensor input : inputs.values()) {
            if (input.size(0) != rows) throw new IllegalArgumentException(input + " does not have " + rows + " rows");
        }
        if (subjects.length != rows) throw new IllegalArgumentException(subjects.length + " subjects of " + rows);
        if (rows > 0 && labels.length % rows != 0) {
            throw new IllegalArgumentException(labels.length + " labels of " + rows + " rows");
        }
        var _ = new BoundedLabels(labels, bounds);
    }

    /** Rows without a label that is an interval. */
    public GateRows(int rows, Map<String, Tensor> inputs, float[] labels, long[] subjects) {
        this(rows, inputs, labels, new float[0], subjects);
    }

    /**
     * Rows of float32 inputs.
     *
     * @param shapes of each input, without the rows
     */
    public static GateRows ofFloats(
            int rows, Map<String, float[]> inputs, Map<String, List<Long>> shapes, float[] labels, long[] subjects) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        inputs.forEach((name, values) -> {
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            List<Long> shape = shapes.getOrDefault(name, List.of());
            long[] whole = new long[shape.size() + 1];
            whole[0] = rows;
            for (int i = 0; i < shape.size(); i++) whole[i + 1] = shape.get(i);
            tensors.put(name, Tensor.of(name, TensorType.FP32, whole, bytes));
        });
        return new GateRows(rows, tensors, labels, subjects);
    }

    public boolean isLabelled() {
        return labels.length > 0;
    }

    /** The labels with their bounds. */
    public BoundedLabels boundedLabels() {
        return new BoundedLabels(labels, bounds);
    }

    /** These rows and others below them. */
    GateRows and(GateRows others) {
        if (others.rows == 0) return this;
        if (rows == 0) return others;
        Map<String, Tensor> both = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> {
            Tensor below = others.inputs.get(name);
            if (below == null) throw new IllegalArgumentException("the other rows have no input " + name);
            ByteBuffer bytes = ByteBuffer.allocateDirect(
                    tensor.data().remaining() + below.data().remaining());
            bytes.put(tensor.data()).put(below.data()).flip();
            long[] shape = tensor.shape();
            shape[0] += below.size(0);
            both.put(name, Tensor.of(name, tensor.type(), shape, bytes));
        });
        BoundedLabels all = BoundedLabels.joined(List.of(boundedLabels(), others.boundedLabels()));
        long[] everybody = Arrays.copyOf(subjects, rows + others.rows);
        System.arraycopy(others.subjects, 0, everybody, rows, others.rows);
        return new GateRows(rows + others.rows, both, all.numbers(), all.bounds(), everybody);
    }

    /** The first rows up to a number, or all. */
    public GateRows first(int most) {
        if (rows <= most) return this;
        return range(0, most);
    }

    /** Rows from one on to before another. */
    GateRows range(int from, int to) {
        Map<String, Tensor> some = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> some.put(name, tensor.rows(from, to)));
        int each = rows == 0 ? 0 : labels.length / rows;
        int bound = rows == 0 ? 0 : bounds.length / rows;
        return new GateRows(
                to - from,
                some,
                Arrays.copyOfRange(labels, from * each, to * each),
                Arrays.copyOfRange(bounds, from * bound, to * bound),
                Arrays.copyOfRange(subjects, from, to));
    }
}
