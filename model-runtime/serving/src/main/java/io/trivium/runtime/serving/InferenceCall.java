package io.trivium.runtime.serving;

import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One inference to make.
 *
 * @param version a version or an alias; empty for the version that answers unversioned requests
 * @param outputs names of the outputs wanted; empty for all
 * @param priority 0 for the model's own, else 1 (first) upwards
 * @param tenant the tenant it is made for; null for no particular tenant
 * @param latencyClass how soon the answer is needed; no sooner than the model's own, which is used when empty
 * @param timeout time it may take from now; empty for the configured one
 */
public record InferenceCall(
        ModelName model,
        Optional<String> version,
        List<Tensor> inputs,
        List<String> outputs,
        @Nullable TenantId tenant,
        int priority,
        Optional<LatencyClass> latencyClass,
        Optional<Duration> timeout) {
    public InferenceCall {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
