package io.trivium.industrial.health;

import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.kafka.KafkaReadiness;
import io.trivium.industrial.intake.MqttIntake;
import io.trivium.industrial.opcua.OpcUaIntake;
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
 * Ready while Kafka answers, since nothing could be acknowledged otherwise; alive while readings are stored. An
 * unavailable broker or server of the plant does not make the service unhealthy: the answer names it.
 */
@ApplicationScoped
class IndustrialHealth {
    private final MqttIntake mqtt;
    private final OpcUaIntake opcUa;
    private final ReadingConsumer readings;

    IndustrialHealth(MqttIntake mqtt, OpcUaIntake opcUa, ReadingConsumer readings) {
        this.mqtt = mqtt;
        this.opcUa = opcUa;
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
    @Readiness
    HealthCheck servers() {
        return () -> {
            HealthCheckResponseBuilder answer =
                    HealthCheckResponse.named("opc-ua-servers").up();
            opcUa.states().forEach(answer::withData);
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
