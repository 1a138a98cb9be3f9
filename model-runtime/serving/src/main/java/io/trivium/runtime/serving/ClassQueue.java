package io.trivium.runtime.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trivium.runtime.pack.LatencyClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One latency class: the waiting requests, the begun runs that are between two slices, and the workers' time it is
 * owed. Guarded by the scheduler's lock, but for the depth and the meters.
 */
final class ClassQueue {
    /** Requests waiting, tag {@code class}. */
    static final String PENDING = "model.inference.pending";
    /** Requests whose deadline passed before they were answered, tag {@code class}. */
    static final String MISSES = "model.inference.deadline.misses";
    /** Requests refused because a queue was full, tag {@code class}. */
    static final String REFUSALS = "model.inference.refusals";
    /** Time a worker was busy before it looked for more urgent work, tag {@code class}. */
    static final String SLICE = "model.inference.slice.duration";

    private static final long MOST_OWED_NANOS = 1_000_000_000;
    private static final Comparator<BatchRun> RUN_ORDER =
            (a, b) -> InferenceTask.ORDER.compare(a.mostUrgent(), b.mostUrgent());

    private final LatencyClass latencyClass;
    private final int capacity;
    private final double share;
    private final long sliceNanos;
    private final int mostBegun;
    private final LatencyHistory history;
    private final Map<LoadedModel, WaitingRequests> waiting = new HashMap<>();
    private final PriorityQueue<BatchRun> begun = new PriorityQueue<>(RUN_ORDER);
    private final DrainRate drain = new DrainRate(System.nanoTime());
    private final Counter misses;
    private final Counter refusals;
    private final Timer slices;
    private final LongAdder completed = new LongAdder();
    private final AtomicInteger depth = new AtomicInteger();
    private int running;
    private long owedNanos;
    private @Nullable WaitingRequests candidate;
    private long holdNanos;

    /**
     * @param share of the workers' time that the class gets at least while it has work, in [0, 1)
     * @param mostBegun runs that may be between two slices
     */
    ClassQueue(
            LatencyClass latencyClass,
            int capacity,
            double share,
            long sliceNanos,
            int mostBegun,
            MeterRegistry registry,
            LatencyHistory history) {
        this.latencyClass = latencyClass;
        this.capacity = capacity;
        this.share = share;
        this.sliceNanos = sliceNanos;
        this.mostBegun = mostBegun;
        this.history = history;
        String tag = latencyClass.toString();
        Gauge.builder(PENDING, this, ClassQueue::depth).tag("class", tag).register(registry);
        this.misses = Counter.builder(MISSES).tag("class", tag).register(registry);
        this.refusals = Counter.builder(REFUSALS).tag("class", tag).register(registry);
        this.slices = Timer.builder(SLICE).tag("class", tag).register(registry);
    }

    LatencyClass latencyClass() {
        return latencyClass;
    }

    int depth() {
        return depth.get();
    }

    boolean isFull() {
        return depth.get() >= capacity;
    }

    void add(InferenceTask task, long now) {
        if (depth.getAndIncrement() == 0) drain.restart(now);
        waiting.computeIfAbsent(task.model, WaitingRequests::new).add(task);
        task.model.load.came(now);
    }

    private void left(InferenceTask task, long now) {
        depth.decrementAndGet();
        drain.left(now);
        task.model.load.left(now);
    }

    int retryAfterSeconds(long now) {
        return drain.retryAfterSeconds(depth.get(), now);
    }

    void refused(InferenceTask task) {
        refusals.increment();
        history.refused(source(task));
    }

    void answered(InferenceTask task, long computedNanos, long tookNanos) {
        completed.increment();
        history.answered(source(task), task.startedNanos - task.acceptedNanos, computedNanos, tookNanos);
    }

    void missed(InferenceTask task) {
        misses.increment();
        history.missed(
                source(task),
                task.model.version(),
                task.startedNanos != 0,
                Duration.ofNanos(task.deadlineNanos - task.acceptedNanos),
                Duration.ofNanos(System.nanoTime() - task.acceptedNanos));
    }

    private LatencyHistory.Source source(InferenceTask task) {
        return new LatencyHistory.Source(latencyClass, task.model.name());
    }

    /** Drops requests without a waiting caller and finds work that could run now. */
    void look(long now, boolean holding, List<InferenceTask> dropped) {
        candidate = null;
        holdNanos = Long.MAX_VALUE;
        int before = dropped.size();
        for (Iterator<WaitingRequests> each = waiting.values().iterator(); each.hasNext(); ) {
            WaitingRequests requests = each.next();
            requests.dropStale(now, dropped);
            InferenceTask head = requests.head();
            if (head == null) {
                each.remove();
                continue;
            }
            long hold = holding ? requests.holdNanos(now) : 0;
            if (hold > 0) holdNanos = Math.min(holdNanos, hold);
            else if (candidate == null || isBefore(head, candidate.head())) candidate = requests;
        }
        for (InferenceTask task : dropped.subList(before, dropped.size())) left(task, now);
    }

    private static boolean isBefore(InferenceTask task, @Nullable InferenceTask other) {
        return other == null || InferenceTask.ORDER.compare(task, other) < 0;
    }

    /** Drops all requests without a waiting caller, to make room. */
    void purge(long now, List<InferenceTask> dropped) {
        int before = dropped.size();
        waiting.values().forEach(requests -> requests.purge(now, dropped));
        for (InferenceTask task : dropped.subList(before, dropped.size())) left(task, now);
    }

    /** Whether there is work to run; after {@link #look}. */
    boolean isReady() {
        return candidate != null || !begun.isEmpty();
    }

    /** Nanoseconds until a batch that is held back should run; after {@link #look}. */
    long holdNanos() {
        return holdNanos;
    }

    /** Whether the class should have the next slice although more urgent work waits. */
    boolean isOwed() {
        return owedNanos >= sliceNanos;
    }

    long owedNanos() {
        return owedNanos;
    }

    /**
     * The next run: the most urgent of the begun runs and the waiting requests; valid after {@link #look} found work.
     */
    BatchRun take(long now, boolean owed, List<InferenceTask> dropped) {
        WaitingRequests requests = candidate;
        BatchRun first = begun.peek();
        boolean mayBegin = first == null
                || (begun.size() < mostBegun
                        && requests != null
                        && requests.head() != null
                        && isBefore(requests.head(), first.mostUrgent()));
        BatchRun run;
        if (requests != null && mayBegin) {
            int before = dropped.size();
            run = requests.takeBatch(now, dropped);
            for (InferenceTask task : dropped.subList(before, dropped.size())) left(task, now);
            for (InferenceTask task : run.tasks()) left(task, now);
        } else {
            run = begun.remove();
        }
        run.turnIsOwed = owed;
        running++;
        return run;
    }

    /** Takes a run back between two slices. */
    void putBack(BatchRun run) {
        begun.add(run);
    }

    /** Accounts for a slice of a run of this class. */
    void ran(BatchRun run, long nanos) {
        running--;
        slices.record(nanos, TimeUnit.NANOSECONDS);
        if (run.turnIsOwed) owedNanos -= nanos;
        else if (owedNanos > 0) owedNanos = Math.max(0, owedNanos - nanos);
    }

    /** Accounts for a slice of another class. */
    void waited(long nanos) {
        if (depth.get() == 0 && begun.isEmpty()) owedNanos = 0;
        else owedNanos = Math.min(MOST_OWED_NANOS, owedNanos + (long) (nanos * share / (1 - share)));
    }

    /** Removes all requests, begun or not. */
    List<BatchRun> clear(List<InferenceTask> left) {
        waiting.values().forEach(requests -> left.addAll(requests.takeAll()));
        waiting.clear();
        List<BatchRun> runs = new ArrayList<>(begun);
        begun.clear();
        depth.set(0);
        return runs;
    }

    ClassState state(long now) {
        long oldest = Long.MAX_VALUE;
        for (WaitingRequests requests : waiting.values()) oldest = Math.min(oldest, requests.oldestNanos());
        return new ClassState(
                latencyClass,
                depth.get(),
                running,
                begun.size(),
                capacity,
                share,
                drain.perSecond(now),
                (long) misses.count(),
                (long) refusals.count(),
                completed.sum(),
                oldest == Long.MAX_VALUE ? 0 : Math.max(0, now - oldest));
    }
}
