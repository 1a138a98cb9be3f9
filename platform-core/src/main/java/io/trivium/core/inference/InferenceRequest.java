package io.trivium.core.inference;

import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of one model.
 *
 * @param modelName domain task, such as {@code fin-authorization-risk}
 * @param modelVersion null for the version that the server holds best
 * @param id shown in the logs of both sides; the server answers with the same; may be empty
 * @param tenant whom the call is made for; null for the tenant of the token
 * @param priority 0 for the model's own, else 1 (highest) upwards
 * @param timeout from now until the answer is worthless; covers retries too
 * @param inputs in any order
 * @param outputs names of the outputs wanted; empty for all
 */
public record InferenceRequest(
        ModelName modelName,
        @Nullable String modelVersion,
        String id,
        @Nullable TenantId tenant,
        int priority,
        Duration timeout,
        List<InferenceTensor> inputs,
        List<String> outputs) {
    public InferenceRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout of an inference must be positive: " + timeout);
        }
        if (priority < 0) {
            throw new IllegalArgumentException("the priority of an inference must not be negative: " + priority);
        }
    }

    /** A call at the model's own priority, for all outputs of its default version. */
    public static InferenceRequest of(
            ModelName modelName, TenantId tenant, Duration timeout, InferenceTensor... inputs) {
        return new InferenceRequest(modelName, null, "", tenant, 0, timeout, List.of(inputs), List.of());
    }
}
