package io.trivium.runtime.registry.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the store of packs. */
final class StoreMetrics {
    /** Bytes of stored packs on the disk, each content once. */
    static final String STORED = "model.store.bytes";
    /** The sum of the sizes of all files of all stored packs. */
    static final String NAMED = "model.store.named.bytes";

    private StoreMetrics() {}

    static void register(MeterRegistry meters, ModelStore store) {
        Gauge.builder(STORED, store, of -> of.usage().bytes()).baseUnit("bytes").register(meters);
        Gauge.builder(NAMED, store, of -> of.usage().namedBytes())
                .baseUnit("bytes")
                .register(meters);
    }
}
