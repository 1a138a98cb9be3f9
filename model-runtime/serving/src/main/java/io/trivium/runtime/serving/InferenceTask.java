package io.trivium.runtime.serving;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One accepted request: a reference to its model, checked inputs, and the future its caller waits on. */
final class InferenceTask {
    /** Priority 1 first, then the nearest deadline, then the order of arrival. */
    static final Comparator<InferenceTask> ORDER = (a, b) -> {
        int order = Integer.compare(a.priority, b.priority);
        if (order == 0) order = Long.signum(a.deadlineNanos - b.deadlineNanos);
        return order == 0 ? Long.compare(a.sequence, b.sequence) : order;
    };

    final LoadedModel model;
    final Map<String, Tensor> inputs;
    final List<String> outputs;
    final @Nullable TenantId tenant;
    private final @Nullable TenantId variant;
    final LatencyClass latencyClass;
    final int priority;
    final long acceptedNanos;
    final long deadlineNanos;
    final long rows;
    final CompletableFuture<InferenceAnswer> answer = new CompletableFuture<>();
    long sequence;

    /** When a batch with it first began; 0 before. */
    volatile long startedNanos;
    /** Where it was accepted. */
    @Nullable
    ClassQueue queue;

    InferenceTask(
            LoadedModel model,
            Map<String, Tensor> inputs,
            List<String> outputs,
            @Nullable TenantId tenant,
            LatencyClass latencyClass,
            int priority,
            long now,
            long deadlineNanos) {
        this.model = model;
        this.inputs = inputs;
        this.outputs = outputs;
        this.tenant = tenant;
        this.variant = model.served.variant(tenant);
        this.latencyClass = latencyClass;
        this.priority = priority;
        this.acceptedNanos = now;
        this.deadlineNanos = deadlineNanos;
        this.rows =
                model.signature.isBatched() ? inputs.values().iterator().next().size(0) : 1;
    }

    boolean isExpired(long now) {
        return deadlineNanos - now <= 0;
    }

    /** Whether no caller waits for the answer any more. */
    boolean isStale(long now) {
        return answer.isDone() || isExpired(now);
    }

    /** Whether the two can run as one batch: same model version and variant, batched, alike but for the batch size. */
    boolean joins(InferenceTask other) {
        if (model != other.model || !model.signature.isBatched() || !Objects.equals(variant, other.variant)) {
            return false;
        }
        for (Tensor mine : inputs.values()) {
            Tensor theirs = other.inputs.get(mine.name());
            if (theirs == null) return false;
            long[] a = mine.shape();
            long[] b = theirs.shape();
            if (!Arrays.equals(a, 1, a.length, b, 1, b.length)) return false;
        }
        return true;
    }

    static PlatformException deadlineExceeded(ModelName model) {
        return new PlatformException(
                RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED,
                "the request's deadline passed before model '" + model + "' answered");
    }
}
