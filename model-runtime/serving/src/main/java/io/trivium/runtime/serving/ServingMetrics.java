package io.trivium.runtime.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trivium.core.model.ModelName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of one model; tagged with its name, which the registry bounds. */
final class ServingMetrics {
    /** Time from acceptance to answer, queue included. */
    static final String REQUEST = "model.inference.duration";
    /** Time a request waited before its batch began. */
    static final String QUEUE = "model.inference.queue.duration";
    /** Time taken to join a batch's inputs. */
    static final String INPUT = "model.inference.compute.input.duration";
    /** Time the model computed one batch; time suspended for more urgent work is not in it. */
    static final String INFER = "model.inference.compute.infer.duration";
    /** Time taken to split a batch's outputs. */
    static final String OUTPUT = "model.inference.compute.output.duration";
    /** Requests waiting. */
    static final String DEPTH = "model.inference.queue.depth";
    /** Rows run at once; its sum is the number of inferences, its count the number of executions. */
    static final String BATCH = "model.inference.batch.size";
    /** Requests without an answer, by {@code reason}. */
    static final String FAILURES = "model.inference.failures";

    private static final String MODEL = "model";

    private final MeterRegistry registry;
    private final Timer request;
    private final Timer queue;
    private final Timer input;
    private final Timer infer;
    private final Timer output;
    private final DistributionSummary batch;
    private final Map<InferenceFailure, Counter> failures = new EnumMap<>(InferenceFailure.class);
    private final List<Meter> own = new ArrayList<>();

    <T> ServingMetrics(MeterRegistry registry, ModelName model, T queueOwner, ToDoubleFunction<T> depth) {
        this.registry = registry;
        this.request = kept(Timer.builder(REQUEST)
                .tag(MODEL, model.value())
                .publishPercentileHistogram()
                .register(registry));
        this.queue = timer(QUEUE, model);
        this.input = timer(INPUT, model);
        this.infer = timer(INFER, model);
        this.output = timer(OUTPUT, model);
        this.batch = kept(
                DistributionSummary.builder(BATCH).tag(MODEL, model.value()).register(registry));
        kept(Gauge.builder(DEPTH, queueOwner, depth).tag(MODEL, model.value()).register(registry));
        for (InferenceFailure failure : InferenceFailure.values()) {
            failures.put(
                    failure,
                    kept(Counter.builder(FAILURES)
                            .tag(MODEL, model.value())
                            .tag("reason", failure.tag())
                            .register(registry)));
        }
    }

    private Timer timer(String name, ModelName model) {
        return kept(Timer.builder(name).tag(MODEL, model.value()).register(registry));
    }

    private <M extends Meter> M kept(M meter) {
        own.add(meter);
        return meter;
    }

    void answered(long nanos) {
        request.record(nanos, TimeUnit.NANOSECONDS);
    }

    void waited(long nanos) {
        queue.record(nanos, TimeUnit.NANOSECONDS);
    }

    void prepared(long nanos) {
        input.record(nanos, TimeUnit.NANOSECONDS);
    }

    void computed(long nanos, long rows) {
        infer.record(nanos, TimeUnit.NANOSECONDS);
        batch.record((double) rows);
    }

    void split(long nanos) {
        output.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(InferenceFailure failure) {
        Counter counter = failures.get(failure);
        if (counter != null) counter.increment();
    }

    void remove() {
        own.forEach(registry::remove);
    }
}
