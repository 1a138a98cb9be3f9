package io.trivium.core.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** Counts HTTP requests by how long they took, so that shares below a limit and percentiles add up over instances. */
@Singleton
class HttpLatencyBuckets {
    private static final String REQUESTS = "http.server.requests";

    private static final DistributionStatisticConfig BUCKETS = DistributionStatisticConfig.builder()
            .serviceLevelObjectives(DoubleStream.of(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
                    .map(seconds -> seconds * Duration.ofSeconds(1).toNanos())
                    .toArray())
            .build();

    @Produces
    @Singleton
    MeterFilter httpLatencyBuckets() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(REQUESTS) ? BUCKETS.merge(config) : config;
            }
        };
    }
}
