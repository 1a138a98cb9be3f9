package io.trivium.runtime.serving;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts and durations of one loaded version since it was loaded, as the statistics extension of the Open Inference Protocol
 * has them. Durations are in nanoseconds; those of input, inference and output count for each request of a batch.
 * Thread-safe, without locks.
 */
public final class ModelStatistics {
    private final Sum success = new Sum();
    private final Sum fail = new Sum();
    private final Sum queue = new Sum();
    private final Sum input = new Sum();
    private final Sum infer = new Sum();
    private final Sum output = new Sum();
    private final LongAdder rows = new LongAdder();
    private final LongAdder executions = new LongAdder();
    /** By rows of a batch, of which there are at most as many as the largest batch has. */
    private final Map<Long, Batch> batches = new ConcurrentSkipListMap<>();

    private volatile long lastMillis;

    /** A number of events and their time.
     * @param nanos total */
    public record Duration(long count, long nanos) {}

    /** The batches of one size. */
    public record BatchView(long rows, Duration input, Duration infer, Duration output) {}

    /**
     * The figures at one moment; they are read one after the other while requests run.
     *
     * @param lastMillis when the last inference was computed, milliseconds since 1970; 0 before the first
     * @param rows inferences computed
     * @param executions batches computed
     */
    public record View(
            ModelName name,
            VersionNumber version,
            long lastMillis,
            long rows,
            long executions,
            Duration success,
            Duration fail,
            Duration queue,
            Duration input,
            Duration infer,
            Duration output,
            List<BatchView> batches) {}

    private static final class Sum {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long times, long took) {
            count.add(times);
            nanos.add(times * took);
        }

        Duration view() {
            return new Duration(count.sum(), nanos.sum());
        }
    }

    private static final class Batch {
        private final Sum input = new Sum();
        private final Sum infer = new Sum();
        private final Sum output = new Sum();
    }

    void waited(long nanos) {
        queue.add(1, nanos);
    }

    void answered(long nanos) {
        success.add(1, nanos);
    }

    void failed(long nanos) {
        fail.add(1, nanos);
    }

    /** A batch was computed.
     * @param requests in it
     * @param batchRows their rows together */
    void computed(int requests, long batchRows, long inputNanos, long inferNanos, long outputNanos) {
        input.add(requests, inputNanos);
        infer.add(requests, inferNanos);
        output.add(requests, outputNanos);
        rows.add(batchRows);
        executions.increment();
        Batch batch = batches.computeIfAbsent(batchRows, size -> new Batch());
        batch.input.add(1, inputNanos);
        batch.infer.add(1, inferNanos);
        batch.output.add(1, outputNanos);
        lastMillis = System.currentTimeMillis();
    }

    View view(ModelName name, VersionNumber version) {
        return new View(
                name,
                version,
                lastMillis,
                rows.sum(),
                executions.sum(),
                success.view(),
                fail.view(),
                queue.view(),
                input.view(),
                infer.view(),
                output.view(),
                batches.entrySet().stream()
                        .map(batch -> new BatchView(
                                batch.getKey(),
                                batch.getValue().input.view(),
                                batch.getValue().infer.view(),
                                batch.getValue().output.view()))
                        .toList());
    }
}
