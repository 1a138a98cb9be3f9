package io.trivium.runtime.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
    /** Time a request waited for a worker. */
    static final String QUEUE = "model.inference.queue.duration";
    /** Time ONNX Runtime took for one batch. */
    static final String COMPUTE = "model.inference.compute.duration";
    /** Requests waiting. */
    static final String DEPTH = "model.inference.queue.depth";
    /** Rows run at once. */
    static final String BATCH = "model.inference.batch.size";
    /** Requests without an answer, by {@code reason}. */
    static final String FAILURES = "model.inference.failures";

    private static final String MODEL = "model";

    private final MeterRegistry registry;
    private final Timer request;
    private final Timer queue;
    private final Timer compute;
    private final DistributionSummary batch;
    private final Map<InferenceFailure, Counter> failures = new EnumMap<>(InferenceFailure.class);
    private final List<Meter> own = new ArrayList<>();

    <T> ServingMetrics(MeterRegistry registry, String model, T queueOwner, ToDoubleFunction<T> depth) {
        this.registry = registry;
        this.request = kept(Timer.builder(REQUEST)
                .tag(MODEL, model)
                .publishPercentileHistogram()
                .register(registry));
        this.queue = kept(Timer.builder(QUEUE).tag(MODEL, model).register(registry));
        this.compute = kept(Timer.builder(COMPUTE).tag(MODEL, model).register(registry));
        this.batch = kept(DistributionSummary.builder(BATCH).tag(MODEL, model).register(registry));
        kept(Gauge.builder(DEPTH, queueOwner, depth).tag(MODEL, model).register(registry));
        for (InferenceFailure failure : InferenceFailure.values()) {
            failures.put(
                    failure,
                    kept(Counter.builder(FAILURES)
                            .tag(MODEL, model)
                            .tag("reason", failure.tag())
                            .register(registry)));
        }
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

    void computed(long nanos, long rows) {
        compute.record(nanos, TimeUnit.NANOSECONDS);
        batch.record((double) rows);
    }

    void failed(InferenceFailure failure) {
        Counter counter = failures.get(failure);
        if (counter != null) counter.increment();
    }

    void remove() {
        own.forEach(registry::remove);
    }
}
