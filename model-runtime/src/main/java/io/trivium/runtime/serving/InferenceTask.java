package io.trivium.runtime.serving;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One accepted request: a reference to its model, checked inputs, and the future its caller waits on. */
final class InferenceTask {
    /** Priority 1 first, then the nearest deadline, then the order of arrival. */
    static final Comparator<InferenceTask> ORDER = (a, b) -> {
        int order = Integer.compare(a.priority, b.priority);
        if (order == 0) order = Long.signum(a.deadlineNanos - b.deadlineNanos);
        return order == 0 ? Long.compare(a.sequence, b.sequence) : order;
    };

    final ServedModel model;
    final Map<String, Tensor> inputs;
    final List<String> outputs;
    final int priority;
    final long acceptedNanos;
    final long deadlineNanos;
    final long rows;
    final CompletableFuture<List<Tensor>> answer = new CompletableFuture<>();
    long sequence;

    InferenceTask(
            ServedModel model,
            Map<String, Tensor> inputs,
            List<String> outputs,
            int priority,
            long now,
            long deadlineNanos) {
        this.model = model;
        this.inputs = inputs;
        this.outputs = outputs;
        this.priority = priority;
        this.acceptedNanos = now;
        this.deadlineNanos = deadlineNanos;
        this.rows = model.signature().isBatched()
                ? inputs.values().iterator().next().size(0)
                : 1;
    }

    boolean isExpired(long now) {
        return deadlineNanos - now <= 0;
    }

    /** Whether the two can run as one batch: same model version, batched, and alike but for the batch size. */
    boolean joins(InferenceTask other) {
        if (!model.equals(other.model) || !model.signature().isBatched()) return false;
        for (Tensor mine : inputs.values()) {
            Tensor theirs = other.inputs.get(mine.name());
            if (theirs == null) return false;
            long[] a = mine.shape();
            long[] b = theirs.shape();
            if (!Arrays.equals(a, 1, a.length, b, 1, b.length)) return false;
        }
        return true;
    }

    static PlatformException deadlineExceeded(String model) {
        return new PlatformException(
                RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED,
                "the request's deadline passed before model '" + model + "' answered");
    }
}
