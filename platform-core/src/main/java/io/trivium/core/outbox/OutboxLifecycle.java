package io.trivium.core.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Runs the relay as long as the service runs, and tells whether it keeps up. */
@ApplicationScoped
class OutboxLifecycle {
    private final OutboxConfig config;
    private final OutboxRelay relay;

    OutboxLifecycle(
            OutboxConfig config,
            KafkaClientConfig kafka,
            DataSource dataSource,
            OutboxSignal signal,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.relay = new OutboxRelay(
                dataSource,
                () -> new KafkaProducer<>(KafkaClients.producer(KafkaClients.common(kafka), "trivium-outbox")),
                signal,
                clock,
                meters,
                new OutboxRelay.Settings(config.pollInterval(), config.batchSize(), config.retention()));
    }

    void onStart(@Observes StartupEvent event) {
        if (config.enabled()) relay.start();
    }

    void onStop(@Observes ShutdownEvent event) {
        if (config.enabled()) relay.close();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck outboxReadiness() {
        return this::readiness;
    }

    private HealthCheckResponse readiness() {
        Duration age = relay.age();
        return HealthCheckResponse.named("outbox")
                .status(age.compareTo(config.maxAge()) <= 0)
                .withData("waiting", relay.depth())
                .withData("oldest-seconds", age.toSeconds())
                .build();
    }
}
