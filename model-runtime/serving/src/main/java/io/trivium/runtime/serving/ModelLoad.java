package io.trivium.runtime.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.model.ModelName;

/**
 * The requests that wait for one model, all its versions and classes together. Guarded by the scheduler's lock, but for
 * the depth.
 */
final class ModelLoad {
    final ServingMetrics metrics;
    final DrainRate drain = new DrainRate(System.nanoTime());
    private volatile int depth;

    ModelLoad(ModelName model, MeterRegistry registry) {
        this.metrics = new ServingMetrics(registry, model, this, ModelLoad::depth);
    }

    int depth() {
        return depth;
    }

    void came(long now) {
        int before = depth;
        if (before == 0) drain.restart(now);
        depth = before + 1;
    }

    void left(long now) {
        int before = depth;
        depth = before - 1;
        drain.left(now);
    }
}
