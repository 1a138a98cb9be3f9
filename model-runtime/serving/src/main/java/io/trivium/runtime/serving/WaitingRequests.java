package io.trivium.runtime.serving;

import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Requests of one class that wait for one version of a model, most urgent first. Guarded by the scheduler's lock. */
final class WaitingRequests {
    /** Requests checked beyond those that join a batch. */
    private static final int MOST_PASSED_OVER = 64;

    private final LoadedModel model;
    private final PriorityQueue<InferenceTask> tasks = new PriorityQueue<>(InferenceTask.ORDER);
    private long rows;

    WaitingRequests(LoadedModel model) {
        this.model = model;
    }

    void add(InferenceTask task) {
        tasks.add(task);
        rows += task.rows;
    }

    @Nullable
    InferenceTask head() {
        return tasks.peek();
    }

    /** Removes the requests at the head for which no caller waits any more. */
    void dropStale(long now, List<InferenceTask> dropped) {
        for (InferenceTask head = tasks.peek(); head != null && head.isStale(now); head = tasks.peek()) {
            dropped.add(take());
        }
    }

    /** Removes all requests for which no caller waits any more. */
    void purge(long now, List<InferenceTask> dropped) {
        List<InferenceTask> kept = new ArrayList<>();
        while (!tasks.isEmpty()) {
            InferenceTask task = take();
            if (task.isStale(now)) dropped.add(task);
            else kept.add(task);
        }
        kept.forEach(this::add);
    }

    /** Nanoseconds until a batch that could still fill should run anyway; 0 when it should run now. */
    long holdNanos(long now) {
        InferenceTask head = tasks.peek();
        if (head == null) return 0;
        ModelSpec.Serving serving = model.served.spec().serving();
        long delay = serving.maxDelay().toNanos();
        if (delay == 0 || rows >= serving.maxBatch()) return 0;
        long latestStart = head.deadlineNanos - model.runs.estimate(Math.min(2 * rows, serving.maxBatch()));
        return Math.max(0, Math.min(head.acceptedNanos + delay - now, latestStart - now));
    }

    /**
     * Takes the head and the requests that can run together with it: as many rows as the model takes and as can be
     * computed before the head's deadline.
     */
    BatchRun takeBatch(long now, List<InferenceTask> dropped) {
        InferenceTask first = take();
        long limit = model.runs.rowsWithin(
                first.deadlineNanos - now, model.served.spec().serving().maxBatch());
        List<InferenceTask> batch = new ArrayList<>();
        List<InferenceTask> others = new ArrayList<>();
        batch.add(first);
        long sum = first.rows;
        while (sum < limit && !tasks.isEmpty() && others.size() < MOST_PASSED_OVER) {
            InferenceTask next = take();
            if (next.isStale(now)) {
                dropped.add(next);
            } else if (sum + next.rows <= limit && first.joins(next)) {
                batch.add(next);
                sum += next.rows;
            } else {
                others.add(next);
            }
        }
        others.forEach(this::add);
        return new BatchRun(batch);
    }

    private InferenceTask take() {
        InferenceTask task = tasks.remove();
        rows -= task.rows;
        return task;
    }

    /** When the request that waits longest was accepted; {@link Long#MAX_VALUE} when none waits. */
    long oldestNanos() {
        return tasks.stream().mapToLong(task -> task.acceptedNanos).min().orElse(Long.MAX_VALUE);
    }

    /** Removes all there is. */
    List<InferenceTask> takeAll() {
        List<InferenceTask> all = new ArrayList<>();
        while (!tasks.isEmpty()) all.add(take());
        return all;
    }
}
