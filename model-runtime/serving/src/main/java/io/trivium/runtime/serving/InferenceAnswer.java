package io.trivium.runtime.serving;

import io.trivium.core.model.ModelName;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;

/**
 * The outputs of one inference, in the requested order.
 *
 * @param version the version that answered, as the server that computed the answer names it; may be empty
 * @param report the report of the batch in which the request ran
 */
public record InferenceAnswer(ModelName model, String version, List<Tensor> outputs, ExecutionReport report) {
    public InferenceAnswer {
        outputs = List.copyOf(outputs);
    }
}
