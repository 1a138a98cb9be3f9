package io.trivium.runtime.testing;

import io.trivium.runtime.serving.ServingConfig;
import java.time.Duration;
import java.util.Optional;

/** A serving configuration with the documented defaults, except for the settings of a test. */
public record FixedServingConfig(
        int workers,
        int intraOpThreads,
        Duration slice,
        int interactiveQueue,
        int nearRealTimeQueue,
        int bulkQueue,
        double nearRealTimeShare,
        double bulkShare,
        Duration defaultTimeout,
        Duration maxTimeout,
        Duration drainTimeout)
        implements ServingConfig {

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public Optional<Boolean> fused() {
        return Optional.empty();
    }

    /** Patient callers, and the given number of workers. */
    public static FixedServingConfig of(int workers) {
        return new FixedServingConfig(
                workers,
                1,
                Duration.ofMillis(5),
                1_024,
                2_048,
                4_096,
                0.2,
                0.1,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30));
    }

    public FixedServingConfig withSlice(Duration value) {
        return new FixedServingConfig(
                workers,
                intraOpThreads,
                value,
                interactiveQueue,
                nearRealTimeQueue,
                bulkQueue,
                nearRealTimeShare,
                bulkShare,
                defaultTimeout,
                maxTimeout,
                drainTimeout);
    }

    public FixedServingConfig withQueues(int capacity) {
        return new FixedServingConfig(
                workers,
                intraOpThreads,
                slice,
                capacity,
                capacity,
                capacity,
                nearRealTimeShare,
                bulkShare,
                defaultTimeout,
                maxTimeout,
                drainTimeout);
    }

    public FixedServingConfig withDrainTimeout(Duration value) {
        return new FixedServingConfig(
                workers,
                intraOpThreads,
                slice,
                interactiveQueue,
                nearRealTimeQueue,
                bulkQueue,
                nearRealTimeShare,
                bulkShare,
                defaultTimeout,
                maxTimeout,
                value);
    }
}
