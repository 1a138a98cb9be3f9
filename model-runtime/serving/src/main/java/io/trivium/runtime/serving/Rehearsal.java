package io.trivium.runtime.serving;

import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The answer of one version to a copy of a request for which no caller waits. It runs alone, on the calling thread,
 * outside the queues and their figures.
 *
 * @param computeNanos time of its slices
 */
public record Rehearsal(List<Tensor> outputs, ExecutionReport report, long computeNanos) {
    public Rehearsal {
        outputs = List.copyOf(outputs);
    }

    /** Whether every number of it is finite. */
    public boolean isFinite() {
        return outputs.stream().allMatch(output -> output.firstNotFinite() < 0);
    }

    /** Runs a request on a version that the caller holds a reference to. */
    static Rehearsal of(LoadedModel model, InferenceCall call) throws ExecutionException {
        Map<String, Tensor> inputs = model.signature.check(model.name(), call.inputs());
        List<String> outputs = model.signature.chosenOutputs(model.name(), List.of());
        long start = System.nanoTime();
        try (Execution execution = model.served.start(inputs, outputs, call.tenant())) {
            boolean more = true;
            while (more) more = execution.advance();
            long took = System.nanoTime() - start;
            return new Rehearsal(execution.outputs(), execution.report(), took);
        }
    }
}
