package io.trivium.runtime.serving;

import io.trivium.runtime.tensor.Tensor;
import java.util.List;

/**
 * The outputs of one inference, in the order asked for.
 *
 * @param version the version that answered
 */
public record InferenceAnswer(String model, String version, List<Tensor> outputs) {
    public InferenceAnswer {
        outputs = List.copyOf(outputs);
    }
}
