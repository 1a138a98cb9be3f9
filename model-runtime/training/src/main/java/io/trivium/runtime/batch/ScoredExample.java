package io.trivium.runtime.batch;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A version's answer to a past example; the JSON of an output record, whose key is the example's id.
 *
 * @param outputs numbers of each output, row-major
 * @param degraded whether less than the whole model answered
 */
record ScoredExample(
        String exampleId,
        TenantId tenantId,
        TaskName task,
        ModelName model,
        VersionNumber version,
        Instant occurredAt,
        Map<String, List<Double>> outputs,
        boolean degraded) {

    /** One input of several examples side by side.
     * @throws IllegalArgumentException when an example has it not, or of another type or shape than the first */
    static Tensor joined(String input, List<ExampleObserved> examples) {
        List<ExampleTensor> rows = new ArrayList<>();
        for (ExampleObserved example : examples) rows.add(input(input, example));
        ExampleTensor first = rows.getFirst();
        TensorType type = TensorType.ofProtocolName(first.datatype().name()).orElseThrow();
        long[] shape = new long[first.shape().size() + 1];
        shape[0] = rows.size();
        for (int i = 1; i < shape.length; i++) shape[i] = first.shape().get(i - 1);
        ByteBuffer all = ByteBuffer.allocateDirect(Math.toIntExact(Tensor.elements(shape) * type.bytes()));
        for (int i = 0; i < rows.size(); i++) {
            ExampleTensor row = rows.get(i);
            if (row.datatype() != first.datatype() || !row.shape().equals(first.shape())) {
                throw new IllegalArgumentException("example " + examples.get(i).exampleId() + " has '" + input + "' as "
                        + row.datatype() + row.shape() + ", others have " + first.datatype() + first.shape());
            }
            all.put(row.bytes());
        }
        return Tensor.of(input, type, shape, all.flip());
    }

    private static ExampleTensor input(String name, ExampleObserved example) {
        return example.inputs().stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("example " + example.exampleId() + " has no input '"
                        + name + "'; score with a model of its task"));
    }

    /** The answer to row {@code row} of several. */
    static ScoredExample of(EventEnvelope<ExampleObserved> example, RowScorer.Scores scores, int row) {
        Map<String, List<Double>> outputs = new LinkedHashMap<>();
        for (Tensor output : scores.outputs()) {
            Tensor own = output.rows(row, row + 1L);
            if (own.type() != TensorType.FP32) {
                throw new IllegalArgumentException("output '" + own.name() + "' is " + own.type() + ", not FP32");
            }
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < own.elements(); i++)
                numbers.add((double) own.data().getFloat(Float.BYTES * i));
            outputs.put(output.name(), numbers);
        }
        ExampleObserved data = example.data();
        return new ScoredExample(
                data.exampleId(),
                example.tenantId(),
                data.task(),
                scores.model(),
                scores.version(),
                data.occurredAt(),
                outputs,
                scores.degraded());
    }
}
