package io.trivium.fin.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Ready while features are computed; not alive once the stream has stopped permanently, so that it is restarted. */
@ApplicationScoped
class StreamHealth {

    private final FeatureStreams streams;
    private final StreamConfig config;

    StreamHealth(FeatureStreams streams, StreamConfig config) {
        this.streams = streams;
        this.config = config;
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> answer(!config.enabled() || streams.isRunning());
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> answer(!streams.isStopped());
    }

    private HealthCheckResponse answer(boolean up) {
        return HealthCheckResponse.named("fin-feature-stream")
                .status(up)
                .withData("state", streams.status())
                .build();
    }
}
