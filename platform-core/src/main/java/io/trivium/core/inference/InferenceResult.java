package io.trivium.core.inference;

import io.trivium.core.model.ModelName;
import java.util.List;
import java.util.Map;

/**
 * Answer of one call.
 *
 * @param modelVersion the version that answered
 * @param outputs by name
 * @param parameters values that the server returns in addition to the tensors: Boolean, Long, String or Double
 */
public record InferenceResult(
        ModelName modelName,
        String modelVersion,
        String id,
        Map<String, InferenceTensor> outputs,
        Map<String, Object> parameters) {
    public InferenceResult {
        outputs = Map.copyOf(outputs);
        parameters = Map.copyOf(parameters);
    }

    /** Whether the server answered with less than the whole model. */
    public boolean degraded() {
        return Boolean.TRUE.equals(parameters.get("degraded"));
    }

    /**
     * Ids of the experts that took part in the batch this call ran in, such as {@code layer-3/fin-07}; a server names at
     * most 64 and then an ellipsis. Empty when it names none.
     */
    public List<String> experts() {
        return parameters.get("experts") instanceof String ids && !ids.isEmpty()
                ? List.of(ids.split(",", -1))
                : List.of();
    }

    /** The output of this name; {@link InferenceException} if the server did not send it. */
    public InferenceTensor output(String name) {
        InferenceTensor tensor = outputs.get(name);
        if (tensor == null) {
            throw new InferenceException(
                    InferenceError.BAD_RESPONSE, "model " + modelName + " answered without output " + name);
        }
        return tensor;
    }
}
