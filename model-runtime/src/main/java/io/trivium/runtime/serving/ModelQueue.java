package io.trivium.runtime.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one model, all its versions together. Guarded by the pool's lock, except for {@link #depth}, which a
 * metric reads at any time.
 */
final class ModelQueue {
    private final PriorityQueue<InferenceTask> waiting = new PriorityQueue<>(InferenceTask.ORDER);
    private final ServingMetrics metrics;
    private volatile int depth;
    private long rows;

    ModelQueue(String model, MeterRegistry registry) {
        this.metrics = new ServingMetrics(registry, model, this, ModelQueue::depth);
    }

    ServingMetrics metrics() {
        return metrics;
    }

    int depth() {
        return depth;
    }

    boolean isFull(ModelSpec.Serving serving) {
        return waiting.size() >= serving.queueCapacity();
    }

    void add(InferenceTask task) {
        waiting.add(task);
        rows += task.rows;
        depth = waiting.size();
    }

    @Nullable
    InferenceTask head() {
        return waiting.peek();
    }

    /** Removes what has expired or whose caller is gone, as far as it stands at the head. */
    void dropStale(long now, List<InferenceTask> dropped) {
        InferenceTask head = waiting.peek();
        while (head != null && (head.answer.isDone() || head.isExpired(now))) {
            dropped.add(take());
            head = waiting.peek();
        }
    }

    /** Nanoseconds until a batch that could still fill should run anyway; 0 when it should run now. */
    long holdNanos(long now) {
        InferenceTask head = waiting.peek();
        if (head == null) return 0;
        ModelSpec.Serving serving = head.model.spec().serving();
        long delay = serving.maxDelay().toNanos();
        if (delay == 0 || rows >= serving.maxBatch()) return 0;
        return Math.max(0, Math.min(head.acceptedNanos + delay - now, head.deadlineNanos - now));
    }

    /** The head and what can run together with it, up to the model's largest batch. */
    List<InferenceTask> takeBatch(long now, List<InferenceTask> dropped) {
        List<InferenceTask> batch = new ArrayList<>();
        List<InferenceTask> others = new ArrayList<>();
        InferenceTask first = take();
        batch.add(first);
        long sum = first.rows;
        long most = first.model.spec().serving().maxBatch();
        while (sum < most && !waiting.isEmpty() && others.size() < most) {
            InferenceTask next = take();
            if (next.answer.isDone() || next.isExpired(now)) {
                dropped.add(next);
            } else if (sum + next.rows <= most && first.joins(next)) {
                batch.add(next);
                sum += next.rows;
            } else {
                others.add(next);
            }
        }
        for (InferenceTask other : others) add(other);
        return batch;
    }

    private InferenceTask take() {
        InferenceTask task = waiting.remove();
        rows -= task.rows;
        depth = waiting.size();
        return task;
    }

    List<InferenceTask> takeAll() {
        List<InferenceTask> all = new ArrayList<>();
        while (!waiting.isEmpty()) all.add(take());
        return all;
    }
}
