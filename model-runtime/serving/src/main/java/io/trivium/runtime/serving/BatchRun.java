package io.trivium.runtime.serving;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Requests answered together, on their way through the model in slices. When the batch fails, each request runs again
 * alone, as one of them may be the cause. Driven by one worker at a time; every request is settled when no slice
 * follows.
 */
final class BatchRun {
    private static final Logger LOG = Logger.getLogger(BatchRun.class);

    private final List<InferenceTask> tasks;
    private final LoadedModel model;
    private final ServingMetrics metrics;
    private final Deque<List<InferenceTask>> groups = new ArrayDeque<>();
    private @Nullable Group group;
    /** Whether the turn was given because the class was owed one; the scheduler's note. */
    boolean turnIsOwed;

    /** @param tasks that {@linkplain InferenceTask#joins join}, the most urgent first */
    BatchRun(List<InferenceTask> tasks) {
        this.tasks = List.copyOf(tasks);
        this.model = tasks.getFirst().model;
        this.metrics = model.load.metrics;
        groups.add(this.tasks);
    }

    List<InferenceTask> tasks() {
        return tasks;
    }

    InferenceTask mostUrgent() {
        return tasks.getFirst();
    }

    /** The requests that currently run together. */
    private final class Group {
        final List<InferenceTask> tasks;
        final Execution execution;
        final long rows;
        private final long inputNanos;
        private long inferNanos;

        Group(List<InferenceTask> tasks) {
            this.tasks = tasks;
            long start = System.nanoTime();
            for (InferenceTask task : tasks) {
                metrics.waited(start - task.acceptedNanos);
                model.statistics.waited(start - task.acceptedNanos);
                if (task.startedNanos == 0) task.startedNanos = start;
            }
            this.rows = tasks.stream().mapToLong(task -> task.rows).sum();
            this.execution = model.served.start(Batches.join(tasks), Batches.outputs(tasks), tasks.getFirst().tenant);
            this.inputNanos = System.nanoTime() - start;
            metrics.prepared(inputNanos);
        }

        /** Computes for one slice; answers whether more are to come. */
        boolean advance(BooleanSupplier moreUrgent) throws ExecutionException {
            long start = System.nanoTime();
            boolean more = execution.advance(moreUrgent);
            inferNanos += System.nanoTime() - start;
            return more;
        }

        void settle() {
            model.runs.record(rows, inferNanos);
            metrics.computed(inferNanos, rows);
            long start = System.nanoTime();
            ExecutionReport report = execution.report();
            List<Tensor> outputs = execution.outputs();
            end(); // before the requests give their references to the model back
            List<List<Tensor>> answers = Batches.split(tasks, outputs, rows);
            long outputNanos = System.nanoTime() - start;
            metrics.split(outputNanos);
            model.statistics.computed(tasks.size(), rows, inputNanos, inferNanos, outputNanos);
            for (int i = 0; i < tasks.size(); i++) {
                BatchRun.this.settle(tasks.get(i), answers.get(i), report, inferNanos);
            }
        }
    }

    /**
     * Runs one slice; answers whether more follow. Never throws: every failure becomes the answer of a request.
     *
     * @param moreUrgent ends the slice early, see {@link Execution#advance(BooleanSupplier)}
     */
    boolean slice(BooleanSupplier moreUrgent) {
        Group current = group;
        List<InferenceTask> now = current == null ? groups.remove() : current.tasks;
        try {
            long time = System.nanoTime();
            if (now.stream().allMatch(task -> task.isStale(time))) {
                end();
                now.forEach(BatchRun::drop);
            } else {
                if (current == null) current = new Group(now);
                group = current;
                if (!current.advance(moreUrgent)) current.settle();
            }
        } catch (ExecutionException | RuntimeException | OutOfMemoryError e) {
            end();
            failed(now, e);
        }
        return group != null || !groups.isEmpty();
    }

    private void end() {
        Group current = group;
        group = null;
        if (current == null) return;
        try {
            current.execution.close();
        } catch (RuntimeException e) {
            LOG.warnf(e, "model %s:%s did not close an execution", model.name(), model.version());
        }
    }

    private void failed(List<InferenceTask> now, Throwable e) {
        if (now.size() > 1) {
            for (InferenceTask task : now.reversed()) {
                if (!task.answer.isDone()) groups.addFirst(List.of(task));
                else drop(task);
            }
            return;
        }
        LOG.warnf(e, "model %s:%s failed on a request", model.name(), model.version());
        fail(
                now.getFirst(),
                InferenceFailure.BACKEND,
                new PlatformException(
                        RuntimeErrorCode.MODEL_FAILED,
                        "model '" + model.name() + "' failed on this request",
                        Map.of(),
                        e));
    }

    /** Ends the run in its current state and fails unanswered requests. */
    void abandon(PlatformException cause) {
        List<InferenceTask> left = new ArrayList<>();
        if (group != null) left.addAll(group.tasks);
        groups.forEach(left::addAll);
        groups.clear();
        end();
        for (InferenceTask task : left) fail(task, InferenceFailure.REJECTED, cause);
    }

    private void settle(InferenceTask task, List<Tensor> answer, ExecutionReport report, long computed) {
        for (Tensor output : answer) {
            long at = output.firstNotFinite();
            if (at >= 0) {
                fail(
                        task,
                        InferenceFailure.NOT_FINITE,
                        new PlatformException(
                                RuntimeErrorCode.MODEL_OUTPUT_NOT_FINITE,
                                "model '" + model.name() + "' gave a number that is not finite in output '"
                                        + output.name() + "', element " + at));
                return;
            }
        }
        model.served.release();
        long took = System.nanoTime() - task.acceptedNanos;
        if (task.answer.complete(
                new InferenceAnswer(model.name(), model.version().value(), answer, report))) {
            metrics.answered(took);
            model.statistics.answered(took);
            ClassQueue queue = task.queue;
            if (queue != null) queue.answered(task, computed, took);
        } else {
            unanswered(task);
        }
    }

    /** Gives up a request whose deadline passed or whose caller disconnected. */
    static void drop(InferenceTask task) {
        unanswered(task);
        task.model.served.release();
        task.answer.completeExceptionally(InferenceTask.deadlineExceeded(task.model.name()));
    }

    private static void unanswered(InferenceTask task) {
        boolean canceled = task.answer.isCancelled();
        failed(task, canceled ? InferenceFailure.CANCELED : InferenceFailure.EXPIRED);
        ClassQueue queue = task.queue;
        if (!canceled && queue != null) queue.missed(task);
    }

    private static void failed(InferenceTask task, InferenceFailure reason) {
        task.model.load.metrics.failed(reason);
        task.model.statistics.failed(System.nanoTime() - task.acceptedNanos);
    }

    /** Fails a request. */
    static void fail(InferenceTask task, InferenceFailure reason, PlatformException cause) {
        failed(task, reason);
        task.model.served.release();
        task.answer.completeExceptionally(cause);
    }
}
