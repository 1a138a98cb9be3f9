package io.trivium.runtime.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The worker threads that run all models, and the bounded queue in front of each. An idle worker runs a request at
 * once; what arrives while all are busy is run in batches. Models share the workers by the urgency of their most urgent
 * request. Thread-safe.
 */
final class InferencePool implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(InferencePool.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<String, ModelQueue> queues = new HashMap<>();
    private final List<Thread> workers = new ArrayList<>();
    private final MeterRegistry meters;
    private long sequence;
    private boolean stopping;

    InferencePool(int threads, MeterRegistry meters) {
        this.meters = meters;
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("inference-" + i).daemon().start(this::work));
        }
    }

    /** Accepts a task or refuses it at once. The task's model reference is given back when its future is done.
     * @throws PlatformException {@link RuntimeErrorCode#INFERENCE_QUEUE_FULL}; the reference is given back then, too */
    void submit(InferenceTask task) {
        String model = task.model.name();
        boolean full;
        ModelQueue queue;
        lock.lock();
        try {
            queue = queues.computeIfAbsent(model, name -> new ModelQueue(name, meters));
            full = stopping || queue.isFull(task.model.spec().serving());
            if (!full) {
                task.sequence = sequence++;
                queue.add(task);
                work.signal();
            }
        } finally {
            lock.unlock();
        }
        if (full) {
            task.model.release();
            queue.metrics().failed(InferenceFailure.REJECTED);
            throw new PlatformException(
                    RuntimeErrorCode.INFERENCE_QUEUE_FULL,
                    "the queue of model '" + model + "' is full",
                    Map.of("retryAfter", RETRY_AFTER_SECONDS));
        }
        task.answer.orTimeout(Math.max(0, task.deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private record Work(@Nullable ModelQueue queue, List<InferenceTask> batch) {}

    private static final Work NOTHING = new Work(null, List.of());

    private void work() {
        List<InferenceTask> dropped = new ArrayList<>();
        while (true) {
            @Nullable Work next;
            try {
                next = await(dropped);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            dropped.forEach(this::drop);
            dropped.clear();
            if (next == null) return;
            if (next.queue() != null) run(next.queue(), next.batch());
        }
    }

    /** Waits for work; null when the pool stops. An empty batch means only that something was dropped. */
    private @Nullable Work await(List<InferenceTask> dropped) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                ModelQueue chosen = null;
                long hold = Long.MAX_VALUE;
                for (ModelQueue queue : queues.values()) {
                    queue.dropStale(now, dropped);
                    InferenceTask head = queue.head();
                    if (head == null) continue;
                    long wait = stopping ? 0 : queue.holdNanos(now);
                    if (wait > 0) {
                        hold = Math.min(hold, wait);
                    } else if (chosen == null || isBefore(queue, chosen)) {
                        chosen = queue;
                    }
                }
                if (chosen != null) return new Work(chosen, chosen.takeBatch(now, dropped));
                if (!dropped.isEmpty()) return NOTHING;
                if (stopping) return null;
                if (hold == Long.MAX_VALUE) work.await();
                else work.awaitNanos(hold);
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isBefore(ModelQueue queue, ModelQueue other) {
        InferenceTask a = queue.head();
        InferenceTask b = other.head();
        return a != null && (b == null || InferenceTask.ORDER.compare(a, b) < 0);
    }

    private void drop(InferenceTask task) {
        queueOf(task)
                .metrics()
                .failed(task.isExpired(System.nanoTime()) ? InferenceFailure.EXPIRED : InferenceFailure.CANCELED);
        task.model.release();
        task.answer.completeExceptionally(InferenceTask.deadlineExceeded(task.model.name()));
    }

    private ModelQueue queueOf(InferenceTask task) {
        lock.lock();
        try {
            return queues.computeIfAbsent(task.model.name(), name -> new ModelQueue(name, meters));
        } finally {
            lock.unlock();
        }
    }

    private void run(ModelQueue queue, List<InferenceTask> batch) {
        long start = System.nanoTime();
        for (InferenceTask task : batch) queue.metrics().waited(start - task.acceptedNanos);
        try {
            List<List<Tensor>> answers = batch.size() == 1 ? List.of(runOne(batch.getFirst())) : runJoined(batch);
            queue.metrics()
                    .computed(
                            System.nanoTime() - start,
                            batch.stream().mapToLong(task -> task.rows).sum());
            for (int i = 0; i < batch.size(); i++) settle(queue, batch.get(i), answers.get(i));
        } catch (ExecutionException | RuntimeException e) {
            if (batch.size() > 1) {
                // One request may be what the model cannot take; the others are not to suffer for it.
                for (InferenceTask task : batch) run(queue, List.of(task));
            } else {
                InferenceTask task = batch.getFirst();
                LOG.warnf(e, "model %s:%s failed on a request", task.model.name(), task.model.version());
                fail(
                        queue,
                        task,
                        InferenceFailure.BACKEND,
                        new PlatformException(
                                RuntimeErrorCode.INFERENCE_FAILED,
                                "model '" + task.model.name() + "' failed on this request",
                                Map.of(),
                                e));
            }
        }
    }

    private static List<Tensor> runOne(InferenceTask task) throws ExecutionException {
        return run(task.model, task.inputs, task.outputs);
    }

    private static List<Tensor> run(ServedModel model, Map<String, Tensor> inputs, List<String> outputs)
            throws ExecutionException {
        try (Execution execution = model.start(inputs, outputs, "")) {
            boolean more = execution.advance();
            while (more) more = execution.advance();
            return execution.outputs();
        }
    }

    private static List<List<Tensor>> runJoined(List<InferenceTask> batch) throws ExecutionException {
        InferenceTask first = batch.getFirst();
        Map<String, Tensor> joined = new LinkedHashMap<>();
        for (String input : first.inputs.keySet()) joined.put(input, join(input, batch));
        Set<String> outputs = new LinkedHashSet<>();
        for (InferenceTask task : batch) outputs.addAll(task.outputs);
        Map<String, Tensor> results = new HashMap<>();
        long rows = batch.stream().mapToLong(task -> task.rows).sum();
        for (Tensor result : run(first.model, joined, List.copyOf(outputs))) {
            if (result.rank() == 0 || result.size(0) != rows) {
                throw new IllegalStateException(
                        "output " + result + " of a batch of " + rows + " rows cannot be split");
            }
            results.put(result.name(), result);
        }
        List<List<Tensor>> answers = new ArrayList<>();
        long from = 0;
        for (InferenceTask task : batch) {
            List<Tensor> answer = new ArrayList<>();
            for (String output : task.outputs) {
                Tensor whole = results.get(output);
                if (whole == null) throw new IllegalStateException("output '" + output + "' was not computed");
                answer.add(whole.rows(from, from + task.rows));
            }
            answers.add(answer);
            from += task.rows;
        }
        return answers;
    }

    private static Tensor join(String input, List<InferenceTask> batch) {
        List<Tensor> parts = new ArrayList<>();
        long bytes = 0;
        long rows = 0;
        for (InferenceTask task : batch) {
            Tensor part = task.inputs.get(input);
            if (part == null) throw new IllegalStateException("input '" + input + "' is missing");
            parts.add(part);
            bytes += part.data().remaining();
            rows += part.size(0);
        }
        long[] shape = parts.getFirst().shape();
        shape[0] = rows;
        if (parts.getFirst().type() == TensorType.BYTES) {
            List<byte[]> texts = new ArrayList<>();
            for (Tensor part : parts) texts.addAll(part.texts());
            return Tensor.ofTexts(input, shape, texts);
        }
        ByteBuffer whole = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
        for (Tensor part : parts) whole.put(part.data());
        return Tensor.of(input, parts.getFirst().type(), shape, whole.flip());
    }

    private static void settle(ModelQueue queue, InferenceTask task, List<Tensor> answer) {
        for (Tensor output : answer) {
            long at = output.firstNotFinite();
            if (at >= 0) {
                fail(
                        queue,
                        task,
                        InferenceFailure.NOT_FINITE,
                        new PlatformException(
                                RuntimeErrorCode.MODEL_OUTPUT_NOT_FINITE,
                                "model '" + task.model.name() + "' gave a number that is not finite in output '"
                                        + output.name() + "', element " + at));
                return;
            }
        }
        task.model.release();
        if (task.answer.complete(answer)) queue.metrics().answered(System.nanoTime() - task.acceptedNanos);
        else queue.metrics().failed(InferenceFailure.EXPIRED);
    }

    private static void fail(ModelQueue queue, InferenceTask task, InferenceFailure reason, PlatformException cause) {
        queue.metrics().failed(reason);
        task.model.release();
        task.answer.completeExceptionally(cause);
    }

    /** Whether nothing waits. */
    boolean isIdle() {
        lock.lock();
        try {
            return queues.values().stream().allMatch(queue -> queue.head() == null);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the queue and the meters of a model that is no longer loaded; does nothing while something waits. */
    void forget(String model) {
        lock.lock();
        try {
            ModelQueue queue = queues.get(model);
            if (queue == null || queue.head() != null) return;
            queues.remove(model);
            queue.metrics().remove();
        } finally {
            lock.unlock();
        }
    }

    /** Finishes what was accepted, refuses what comes, and ends the workers. */
    void close(Duration drain) {
        lock.lock();
        try {
            stopping = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        long end = System.nanoTime() + drain.toNanos();
        try {
            for (Thread worker : workers) worker.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }
}
