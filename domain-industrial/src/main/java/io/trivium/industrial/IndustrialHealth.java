package io.trivium.industrial;

import io.trivium.core.observability.KafkaClientConfig;
import io.trivium.core.observability.KafkaClients;
import io.trivium.core.observability.KafkaReadiness;
import io.trivium.industrial.intake.MqttIntake;
import io.trivium.industrial.reading.ReadingConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while Kafka answers, since nothing could be acknowledged otherwise; alive while readings are stored. A broker of the
 * plant that is away makes nothing unhealthy: the answer names it.
 */
@ApplicationScoped
class IndustrialHealth {
    private final MqttIntake mqtt;
    private final ReadingConsumer readings;

    IndustrialHealth(MqttIntake mqtt, ReadingConsumer readings) {
        this.mqtt = mqtt;
        this.readings = readings;
    }

    @Produces
    @Readiness
    @Singleton
    KafkaReadiness kafka(KafkaClientConfig config) {
        return new KafkaReadiness(KafkaClients.common(config), Duration.ofSeconds(2));
    }

    void close(@Disposes @Readiness KafkaReadiness readiness) {
        readiness.close();
    }

    @Produces
    @Readiness
    HealthCheck brokers() {
        return () -> {
            HealthCheckResponseBuilder answer =
                    HealthCheckResponse.named("mqtt-brokers").up();
            mqtt.connected().forEach(answer::withData);
            return answer.build();
        };
    }

    @Produces
    @Liveness
    HealthCheck storing() {
        return () -> HealthCheckResponse.named("reading-store")
                .status(readings.isAlive())
                .build();
    }
}
