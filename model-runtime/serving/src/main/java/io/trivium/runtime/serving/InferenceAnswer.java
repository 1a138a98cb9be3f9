package io.trivium.runtime.serving;

import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;

/**
 * The outputs of one inference, in the order asked for.
 *
 * @param version the version that answered
 * @param report how the batch that the request ran in came about
 */
public record InferenceAnswer(String model, String version, List<Tensor> outputs, ExecutionReport report) {
    public InferenceAnswer {
        outputs = List.copyOf(outputs);
    }
}
