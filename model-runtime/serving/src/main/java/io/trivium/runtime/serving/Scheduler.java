package io.trivium.runtime.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.deadline.Deadlines;
import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.LatencyClass;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The worker threads that run all models, and the requests that wait for them: a bounded queue for each latency class,
 * the earliest deadline first. Work runs in slices; after each, a worker continues with the most urgent class that has
 * work, and a slice ends early when more urgent work comes, so that urgent work waits for one call of the model at most
 * and never longer than a slice. A less urgent class is still given the share of the workers' time it is guaranteed.
 * Thread-safe.
 */
final class Scheduler {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<LatencyClass, ClassQueue> queues = new EnumMap<>(LatencyClass.class);
    private final ClassQueue[] byUrgency;
    private final List<Thread> workers = new ArrayList<>();
    private final LongSupplier workNanos;
    private final Deadlines deadlines = new Deadlines("inference-deadlines");
    private final LatencyHistory history = new LatencyHistory(InstantSource.system());
    private long sequence;
    private boolean stopping;
    private boolean abandoning;

    /** @param workNanos clock that measures slices, in nanoseconds since any moment */
    Scheduler(int threads, ServingConfig config, MeterRegistry meters, LongSupplier workNanos) {
        this.workNanos = workNanos;
        for (LatencyClass each : LatencyClass.values()) {
            int capacity = switch (each) {
                case INTERACTIVE -> config.interactiveQueue();
                case NEAR_REAL_TIME -> config.nearRealTimeQueue();
                case BULK -> config.bulkQueue();
            };
            double share = switch (each) {
                case INTERACTIVE -> 0;
                case NEAR_REAL_TIME -> config.nearRealTimeShare();
                case BULK -> config.bulkShare();
            };
            queues.put(
                    each,
                    new ClassQueue(each, capacity, share, config.slice().toNanos(), 2 * threads, meters, history));
        }
        byUrgency = queues.values().toArray(ClassQueue[]::new);
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("inference-" + i).daemon().start(this::work));
        }
    }

    /** Accepts a task or refuses it at once. The task's model reference is given back when its future is done.
     * @throws PlatformException {@link RuntimeErrorCode#INFERENCE_QUEUE_FULL}; the reference is given back then, too */
    void submit(InferenceTask task) {
        List<InferenceTask> dropped = new ArrayList<>();
        ClassQueue queue = queueOf(task.latencyClass);
        PlatformException refusal;
        lock.lock();
        try {
            long now = System.nanoTime();
            refusal = refusal(task, queue, now, dropped);
            if (refusal == null) {
                task.sequence = sequence++;
                task.queue = queue;
                queue.add(task, now);
                work.signal();
            }
        } finally {
            lock.unlock();
        }
        dropped.forEach(BatchRun::drop);
        if (refusal != null) {
            queue.refused(task);
            task.model.load.metrics.failed(InferenceFailure.REJECTED);
            task.model.served.release();
            throw refusal;
        }
        Deadlines.Watch watch =
                deadlines.watch(task.deadlineNanos, () -> task.answer.completeExceptionally(new TimeoutException()));
        CompletableFuture<InferenceAnswer> _ = task.answer.whenComplete((answer, failure) -> watch.cancel());
    }

    private @Nullable PlatformException refusal(
            InferenceTask task, ClassQueue queue, long now, List<InferenceTask> dropped) {
        if (stopping) return full("the model runtime is stopping", 1);
        ModelLoad load = task.model.load;
        int most = task.model.served.spec().serving().queueCapacity();
        if (queue.isFull() || load.depth() >= most) queues.values().forEach(each -> each.purge(now, dropped));
        if (load.depth() >= most) {
            return full(
                    "the queue of model '" + task.model.name() + "' is full",
                    load.drain.retryAfterSeconds(load.depth(), now));
        }
        if (queue.isFull()) return full("the " + queue.latencyClass() + " queue is full", queue.retryAfterSeconds(now));
        return null;
    }

    private static PlatformException full(String message, int retryAfterSeconds) {
        return new PlatformException(
                RuntimeErrorCode.INFERENCE_QUEUE_FULL, message, Map.of("retryAfter", retryAfterSeconds));
    }

    private static PlatformException stopped() {
        return full("the model runtime has stopped", 1);
    }

    private ClassQueue queueOf(LatencyClass latencyClass) {
        ClassQueue queue = queues.get(latencyClass);
        if (queue == null) throw new IllegalStateException("no queue for " + latencyClass);
        return queue;
    }

    /** The next action of a worker. */
    private record Decision(@Nullable BatchRun run, boolean end) {}

    /** There is temporarily nothing to run, but requests were dropped. */
    private static final Decision NOTHING = new Decision(null, false);

    /** The worker is to end. */
    private static final Decision END = new Decision(null, true);

    private void work() {
        List<InferenceTask> dropped = new ArrayList<>();
        BatchRun held = null;
        boolean more = false;
        long nanos = 0;
        while (true) {
            Decision decision;
            try {
                decision = decide(held, more, nanos, dropped);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            dropped.forEach(BatchRun::drop);
            dropped.clear();
            if (decision.end()) {
                if (held != null && more) held.abandon(stopped());
                return;
            }
            held = decision.run();
            if (held != null) {
                long start = workNanos.getAsLong();
                BatchRun running = held;
                more = running.slice(() -> isMoreUrgentThan(running));
                nanos = workNanos.getAsLong() - start;
            }
        }
    }

    /**
     * Whether a request waits that should not wait for this run's slice to end. Without the lock: a dirty read
     * suffices.
     */
    private boolean isMoreUrgentThan(BatchRun run) {
        if (run.turnIsOwed) return false;
        LatencyClass own = run.mostUrgent().latencyClass;
        for (ClassQueue queue : byUrgency) {
            if (queue.latencyClass() == own) return false;
            if (queue.depth() > 0) return true;
        }
        return false;
    }

    private Decision decide(@Nullable BatchRun held, boolean more, long nanos, List<InferenceTask> dropped)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (abandoning) return END;
            if (held != null) account(held, more, nanos);
            while (true) {
                if (abandoning) return END;
                long now = System.nanoTime();
                long hold = Long.MAX_VALUE;
                for (ClassQueue queue : queues.values()) {
                    queue.look(now, !stopping, dropped);
                    hold = Math.min(hold, queue.holdNanos());
                }
                ClassQueue urgent = mostUrgent();
                if (urgent != null) {
                    ClassQueue owed = mostOwed();
                    ClassQueue chosen = owed == null ? urgent : owed;
                    return new Decision(chosen.take(now, chosen != urgent, dropped), false);
                }
                if (!dropped.isEmpty()) return NOTHING;
                if (stopping && hold == Long.MAX_VALUE) return END;
                if (hold == Long.MAX_VALUE) work.await();
                else work.awaitNanos(hold);
            }
        } finally {
            lock.unlock();
        }
    }

    private void account(BatchRun held, boolean more, long nanos) {
        LatencyClass own = held.mostUrgent().latencyClass;
        for (ClassQueue queue : queues.values()) {
            if (queue.latencyClass() == own) queue.ran(held, nanos);
            else queue.waited(nanos);
        }
        if (more) {
            queueOf(own).putBack(held);
            // If this worker now takes other work, another one may be free for the rest.
            work.signal();
        }
    }

    private @Nullable ClassQueue mostUrgent() {
        for (ClassQueue queue : queues.values()) if (queue.isReady()) return queue;
        return null;
    }

    private @Nullable ClassQueue mostOwed() {
        ClassQueue most = null;
        for (ClassQueue queue : queues.values()) {
            if (queue.isReady() && queue.isOwed() && (most == null || queue.owedNanos() > most.owedNanos())) {
                most = queue;
            }
        }
        return most;
    }

    /** The state of each class, the most urgent first. */
    List<ClassState> states() {
        lock.lock();
        try {
            long now = System.nanoTime();
            return queues.values().stream().map(queue -> queue.state(now)).toList();
        } finally {
            lock.unlock();
        }
    }

    LatencyHistory history() {
        return history;
    }

    /** Finishes accepted requests, refuses new ones, and ends the workers; requests left after that time fail. */
    void close(Duration drain) {
        lock.lock();
        try {
            stopping = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        join(System.nanoTime() + drain.toNanos());
        List<InferenceTask> left = new ArrayList<>();
        List<BatchRun> runs = new ArrayList<>();
        lock.lock();
        try {
            abandoning = true;
            work.signalAll();
            queues.values().forEach(queue -> runs.addAll(queue.clear(left)));
        } finally {
            lock.unlock();
        }
        PlatformException stopped = stopped();
        left.forEach(task -> BatchRun.fail(task, InferenceFailure.REJECTED, stopped));
        runs.forEach(run -> run.abandon(stopped));
        deadlines.close();
    }

    private void join(long end) {
        try {
            for (Thread worker : workers) worker.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
